/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options that a tree's Kconfig files declare and their dependencies.  They explain why a line
 * did not take; kconfig itself decides whether it does.
 */
#ifndef KERNEL_KCONFIG_SYMBOLS_H
#define KERNEL_KCONFIG_SYMBOLS_H

#include "kernel/build/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct kconfig_symbol {
	char *name;
	/*
	 * Its dependencies, those of its prompt, and those of the menus and ifs around it in its
	 * file, joined by &&; "" if there are none.  Menus around the `source` line of the file are
	 * not seen.
	 */
	char *depends;
	bool prompt; /* a user may set it */
	bool choice; /* in a choice, of which one option is set */
};
struct kconfig_symbols {
	struct kconfig_symbol *list; /* sorted by name; an option declared twice is in it twice */
	size_t n;
	char sha256[SHA256_SIZE]; /* over all files that were read */
};
void kconfig_symbols_clear(struct kconfig_symbols *s);

/* Read them for arch_default(), after source_tree_look(@tree).  Reports its errors. */
int kconfig_symbols_read(struct kconfig_symbols *ret, const struct source_tree *tree);

/* Add those of one file's @text, which is modified.  Sort before they can be found.  -ENOMEM. */
int kconfig_symbols_add(struct kconfig_symbols *s, char *text);
void kconfig_symbols_sort(struct kconfig_symbols *s);

/* The option @name; of several declarations one with a prompt, if any.  NULL if there is none. */
const struct kconfig_symbol *kconfig_symbols_find(
	const struct kconfig_symbols *s, const char *name);

#endif
