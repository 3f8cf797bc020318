/* SPDX-License-Identifier: GPL-2.0-only */
/* Attach types that came after 5.10, and whether the running kernel has one. */
#ifndef INIT_ATTACH_TYPES_H
#define INIT_ATTACH_TYPES_H

#include <bpf/libbpf.h>

struct attach_type {
	const char *name;    /* libbpf's: "trace_kprobe_multi" */
	const char *section; /* what users call it: "kprobe.multi" */
	const char *first;   /* the release that has it first */
};

/*
 * The first release with @type, and in *@ret_section what users call it.  NULL: not known, or
 * before 5.11.
 */
const char *attach_type_first(enum bpf_attach_type type, const char **ret_section);

/*
 * The expected attach type of @program, where the running kernel's enum bpf_attach_type does not
 * have it.  NULL: it has, or that is not known.
 */
const struct attach_type *attach_type_missing(const struct bpf_program *program);

#endif
