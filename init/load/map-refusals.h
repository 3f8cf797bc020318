/* SPDX-License-Identifier: GPL-2.0-only */
/* The BPF_MAP_CREATE calls of libbpf that the kernel refused, as they were made. */
#ifndef INIT_MAP_REFUSALS_H
#define INIT_MAP_REFUSALS_H

#include <linux/bpf.h>
#include <stdbool.h>

struct map_refusal {
	union bpf_attr attr;	   /* without descriptors that are valid */
	unsigned int size;	   /* of @attr, as it was passed */
	int err;		   /* positive errno */
	int btf_fd;		   /* of attr.btf_fd: a duplicate of ours; -1: it had none */
	bool has_inner;		   /* attr.inner_map_fd was the map of @inner */
	struct bpf_map_info inner; /* its BTF is not kept */
};

/*
 * Keep the call with @attr (@size bytes), which failed with @err.  Of calls for maps of the same
 * name the last counts; but where libbpf repeats a call without its BTF, the first of the two.
 */
void map_refusals_note(const union bpf_attr *attr, unsigned int size, int err);

/* The refused call for the map called @name; NULL: none was refused, or it is not kept any more. */
const struct map_refusal *map_refusals_find(const char *name);

#endif
