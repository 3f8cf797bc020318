/* SPDX-License-Identifier: GPL-2.0-only */
/* The structure that a program takes its context for, by the BTF of its object. */
#ifndef INIT_CONTEXT_MEMBERS_H
#define INIT_CONTEXT_MEMBERS_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct context_member {
	const char *name; /* as a field of a record has it: without "__data_loc_" */
	uint32_t offset, size;
	bool dynamic; /* its name says so */
	bool array;
	bool opaque; /* of a union, a bit field, or a structure of its own: not compared */
};

#define CONTEXT_MEMBERS_MAX 96

struct context {
	struct context_member members[CONTEXT_MEMBERS_MAX];
	size_t count;
	size_t visits; /* for context_read() */
};

/* The first parameter of @program is a pointer to it.  False: to none, or it is too large. */
bool context_read(struct context *ret, const struct btf *btf, const char *program);

/* The member with the byte at @offset; NULL: none, or several of a union. */
const struct context_member *context_at(const struct context *c, uint32_t offset);

const struct context_member *context_find(const struct context *c, const char *name);

/* @id without const, volatile, typedefs and the like; NULL: there is no such type. */
const struct btf_type *context_plain_type(const struct btf *btf, uint32_t id);

#endif
