/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Merge fragments with the kernel's own kconfig, then compare each line with the resulting .config.
 */
#ifndef KERNEL_KCONFIG_H
#define KERNEL_KCONFIG_H

#include "kernel/build/fragment.h"
#include "kernel/build/kconfig-symbols.h"
#include "kernel/build/toolchain.h"
#include "kernel/build/tree.h"

#include <stdio.h>

/* What became of a line. */
enum merge_outcome {
	MERGE_TOOK,
	MERGE_CHANGED, /* another value: m for y, another number */
	MERGE_DROPPED, /* not set, though the kernel has the option: a dependency is missing */
	MERGE_UNKNOWN, /* this kernel has no such option */
	MERGE_STAYED,  /* set, though the line unsets it: another option selects it */
};

struct merge_line {
	const struct fragment_line *line;
	enum merge_outcome outcome;
	char *got; /* the option's value in the .config */
	/* of DROPPED: whether it is one of a choice, and whether a user may set it */
	bool symbol_choice, symbol_prompt;
	char *near;    /* of UNKNOWN: "; did you mean CONFIG_…?", or "" */
	char *depends; /* of DROPPED: unmet dependencies, as kconfig_unmet() finds them */
};

struct merge {
	char *config;		  /* text of the .config */
	struct merge_line *lines; /* the effective ones, in order */
	size_t n;
	size_t took;	   /* lines whose option has their value */
	size_t wrong;	   /* lines that did not take and are not optional */
	size_t base_lost;  /* lines of the base .config that did not take */
	size_t overridden; /* lines that a later line for the same option replaces */
	size_t elsewhere;  /* lines for other releases */
};
void merge_clear(struct merge *m);

/*
 * Configure @tree in the directory @objects with the resolved lines of @f.  They start from nothing
 * (allnoconfig), or from the text of the .config @base unless that is NULL (olddefconfig).  Returns
 * 0 even if lines did not take.  -EBADMSG: the tree's kconfig fails.  Reports its errors.
 */
int kconfig_merge(struct merge *ret, const struct source_tree *tree, const struct fragments *f,
	const char *base, const struct toolchain *t, const char *objects);

/* Print a line for each fragment line that did not take; @all: for the others too. */
void merge_print(const struct merge *m, FILE *to, bool all);

/* Compare the resolved lines of @f with the text of a .config.  Pure.  -ENOMEM, reported. */
int merge_compare(struct merge *ret, const struct fragments *f, const char *config,
	const struct kconfig_symbols *symbols);

#endif
