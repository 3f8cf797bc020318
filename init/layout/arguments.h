/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compare the types as which a program uses the arguments that its context holds with the prototype
 * of the function or tracepoint on this kernel.
 *
 * What the object says of the types: the prototype of ____NAME, the function that BPF_PROG() and
 * BPF_KPROBE() make of the program's body, where the compiler kept it; else the CO-RE relocations
 * of what is read through an argument.
 */
#ifndef INIT_ARGUMENTS_H
#define INIT_ARGUMENTS_H

#include "layout/reads.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a context has the arguments. */
enum argument_place {
	ARGUMENTS_IN_SLOTS,	/* 8 bytes each, then the return value */
	ARGUMENTS_IN_REGISTERS, /* struct pt_regs at the entry of the function */
	RETURN_IN_REGISTER	/* struct pt_regs behind it: the return value alone */
};

struct arguments {
	const struct btf *object, *kernel;
	const char *program;	      /* its name in @object */
	const char *target;	      /* of the function or tracepoint, for the text */
	const struct btf_type *proto; /* of @kernel */
	int first;		      /* parameters of @proto that are not in the context */
	enum argument_place place;
};

/*
 * Say in @ret which argument that is read has another type here: "argument 2 of vfs_open is
 * `struct file *` in the object and `struct path *` here".  False: none.
 */
bool arguments_compare(
	char *ret, size_t size, const struct layout_reads *reads, const struct arguments *a);

/* The number of arguments in slots; -1: one takes more than a slot. */
int arguments_count(const struct arguments *a);

#endif
