/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fragments merged by the kernel's own kconfig, and the proof that what was asked for came of it.
 */
#ifndef KERNEL_KCONFIG_H
#define KERNEL_KCONFIG_H

#include "kernel/build/fragment.h"
#include "kernel/build/kconfig-symbols.h"
#include "kernel/build/toolchain.h"
#include "kernel/build/tree.h"

#include <stdio.h>

/* What came of a line. */
enum merge_outcome {
	MERGE_TOOK,
	MERGE_CHANGED, /* another value: m for y, another number */
	MERGE_DROPPED, /* not set, though the kernel has it: something that it depends on is missing
			*/
	MERGE_UNKNOWN, /* this kernel has no such option */
	MERGE_STAYED,  /* asked not to be, and is: something else selects it */
};

struct merge_line {
	const struct fragment_line *line;
	enum merge_outcome outcome;
	char *got; /* the value it has */
	/* DROPPED: one of a choice; may be set by hand at all */
	bool symbol_choice, symbol_prompt;
	char *near;    /* UNKNOWN: "; did you mean CONFIG_…?", or "" */
	char *depends; /* DROPPED: what it depends on and is not there, as far as Kconfig tells; may
			  be "" */
};

struct merge {
	char *config;		  /* the .config whole */
	struct merge_line *lines; /* those that count, by their order */
	size_t n;
	size_t took;
	size_t wrong;	   /* that did not take, and had to */
	size_t base_lost;  /* that did not take, of a .config that was begun with */
	size_t overridden; /* lines that a later one for the same option took the place of */
	size_t elsewhere;  /* that are for other releases */
};
void merge_clear(struct merge *m);

/*
 * The configuration of @f on @tree, made in @objects: of nothing else (allnoconfig), or of the
 * configuration @base where that is not NULL (olddefconfig).  0 whatever the lines came to.  Says
 * what failed.
 */
int kconfig_merge(struct merge *ret, const struct source_tree *tree, const struct fragments *f,
	const char *base, const struct toolchain *t, const char *objects);

/* One line each of what did not take, @all: of what took too. */
void merge_print(const struct merge *m, FILE *to, bool all);

/* Line by line against a .config; pure. */
int merge_compare(struct merge *ret, const struct fragments *f, const struct kernel_version *v,
	const char *config, const struct kconfig_symbols *symbols);

#endif
