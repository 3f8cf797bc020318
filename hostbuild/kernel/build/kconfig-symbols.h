/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The options that a tree's Kconfig files declare, and what each hangs on: to say why one did not
 * take, not to decide it.
 */
#ifndef KERNEL_KCONFIG_SYMBOLS_H
#define KERNEL_KCONFIG_SYMBOLS_H

#include "kernel/build/tree.h"

#include <stdbool.h>
#include <stddef.h>

struct kconfig_symbol {
	char *name;
	/*
	 * Joined by &&: what it depends on, what its prompt does, the menus and ifs around it in
	 * its file (those around the line that takes the file in are not seen); "" where there is
	 * nothing.
	 */
	char *depends;
	bool prompt; /* may be set by hand */
	bool choice; /* one of several of which one is set */
};
struct kconfig_symbols {
	struct kconfig_symbol *list; /* by name; one declared twice stands there twice */
	size_t n;
	char sha256[SHA256_SIZE]; /* of all files that they were read from */
};
void kconfig_symbols_clear(struct kconfig_symbols *s);

/* Of a tree that was looked at, for arch_default().  Says what failed. */
int kconfig_symbols_read(struct kconfig_symbols *ret, const struct source_tree *tree);

/* Of one file more, which is cut up; kconfig_symbols_sort() then makes them to be found. */
int kconfig_symbols_add(struct kconfig_symbols *s, char *text);
void kconfig_symbols_sort(struct kconfig_symbols *s);

/* Of several declarations one that may be set by hand, if any. */
const struct kconfig_symbol *kconfig_symbols_find(
	const struct kconfig_symbols *s, const char *name);

#endif
