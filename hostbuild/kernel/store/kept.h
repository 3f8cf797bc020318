/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the cache keeps besides kernels, to be had again at a price: unpacked sources, objects of
 * builds.
 */
#ifndef KERNEL_KEPT_H
#define KERNEL_KEPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kept {
	char *name; /* "sources/debian-linux-source-6.12_6.12.117-1", "objects/linux-1a2b3c4d" */
	char *path;
	int64_t bytes; /* on disk */
	int64_t used;  /* seconds of the epoch */
};

/* All of it, by name.  Says what failed. */
int kept_list(struct kept **ret, size_t *ret_n);
void kept_list_free(struct kept *list, size_t n);

/* Whether that is how such things are named. */
bool kept_is_name(const char *name);

/* The file that is locked by who uses what lies at @path: beside it, since it goes.  malloc'd. */
char *kept_lock_path(const char *path);

/* Take one away.  FAIL_MISUSE: there is none; -EBUSY: it is in use; said. */
int kept_remove(const char *name);

/*
 * Take away what was not used for @days (-1: no matter), and of kernels built here, of sources and
 * of objects all but the
 * @last of each that were used last (-1: no matter).  Prints the name of each that goes.
 */
int kept_prune(int days, int last);

#endif
