/* SPDX-License-Identifier: GPL-2.0-only */
/* Prototypes of functions and members of types, from the running kernel's BTF. */
#ifndef INIT_PROTOTYPE_H
#define INIT_PROTOTYPE_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>

struct prototype {
	char text[320]; /* "struct sock *inet_csk_accept(struct sock *sk, …)" */
	int arguments;
	bool is_tracepoint; /* of the tracepoint @name: without the first, internal argument */
};

/*
 * The kernel's function or BTF tracepoint @name.  False: its BTF does not have it, or it does not
 * fit.
 */
bool prototype_find(struct prototype *ret, const char *name);

/*
 * The member of struct @type that has byte @off: its name, offset and size in bytes; of nested
 * structs without a name too.  False: there is none.  *ret_size is 0 where it is a bit field.
 */
bool prototype_member(const struct btf *btf, const struct btf_type *type, __u32 off,
	const char **ret_name, __u32 *ret_off, __u32 *ret_size);

#endif
