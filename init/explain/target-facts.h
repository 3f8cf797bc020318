/* SPDX-License-Identifier: GPL-2.0-only */
/* What attach targets became and when they came, from the kernel's sources. */
#ifndef INIT_TARGET_FACTS_H
#define INIT_TARGET_FACTS_H

#include <stdbool.h>
#include <stddef.h>

/* A function that kernels have no more, and what they have in its place; NULL: nothing of that. */
struct target_heir {
	const char *name;
	const char *function;	/* that does what it did */
	const char *tracepoint; /* that tells the same */
	const char *said;	/* what else is to be said, on every kernel without it */
};

/*
 * All rows.  A kernel has some of what they name: ask it.  Of several rows with one name the first
 * that it has counts.
 */
const struct target_heir *target_heirs(size_t *ret_count);

/* The release that brought an attach target, and the option without which a kernel has it not. */
struct target_release {
	const char *name;
	const char *first;
	const char *option; /* without CONFIG_; NULL: none */
};

/* Of SEC("iter/@name"); NULL: not known. */
const struct target_release *target_iterator(const char *name);
/* Of the struct_ops type "tcp_congestion_ops". */
const struct target_release *target_ops(const char *type);

/*
 * Whether a target that the kernel does not have is only there because SEC("fentry") cannot be
 * written for older libbpfs: "dummy_file_read", "func".  Nobody wants to attach to that.
 */
bool target_is_placeholder(const char *target);

#endif
