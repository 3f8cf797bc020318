/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of a source tree as they are now, and what shows that one changed. */
#ifndef KERNEL_TREE_ITEMS_H
#define KERNEL_TREE_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#define ITEMS_OUTSIDE_MAX 200000 /* files to which links of one tree lead outside of it */

struct item {
	char *name;	 /* "/kernel/bpf/verifier.c" */
	struct stat st;	 /* of a link: of what it leads to, if that exists */
	struct stat own; /* of a link: of the link itself */
	bool outside;	 /* a link that leads out of the tree */
};
struct items {
	struct item *list; /* sorted by name */
	size_t n;
};
void items_clear(struct items *items);

/*
 * List every file below @dir but git's own.  Where a link leads to a directory outside of @dir, the
 * files there are listed below the link's name: make reads them too.  -E2BIG: there are more than
 * ITEMS_OUTSIDE_MAX of those.  Reports its errors.
 */
int items_read(struct items *ret, const char *dir);

/* Print a line that shows whether it changed: times, size, mode, name.  make looks at less. */
void item_print(FILE *to, const struct item *i);

#endif
