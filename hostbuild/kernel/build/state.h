/* SPDX-License-Identifier: GPL-2.0-only */
/* One build while it runs, for the files of this room. */
#ifndef KERNEL_BUILD_STATE_H
#define KERNEL_BUILD_STATE_H

#include "kernel/build/build.h"
#include "kernel/build/kconfig.h"
#include "kernel/build/tree.h"

/* All strings but those of @wish are owned; build_state_clear() frees them. */
struct build {
	const struct build_wish *wish;
	struct source_tree tree;
	struct fragments fragments;
	struct toolchain toolchain;
	struct merge merge;
	char *base;				    /* text of wish->config; NULL: none */
	char *objects;				    /* CACHE/objects/NAME */
	char *store;				    /* CACHE/kernels */
	char inputs[SHA256_SIZE], key[SHA256_SIZE]; /* see keys.h */
};
void build_state_clear(struct build *b);

#endif
