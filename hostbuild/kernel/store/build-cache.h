/* SPDX-License-Identifier: GPL-2.0-only */
/* What the cache keeps for later builds: unpacked kernel sources, and objects of builds. */
#ifndef KERNEL_BUILD_CACHE_H
#define KERNEL_BUILD_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cached_kind {
	CACHED_SOURCES, /* an unpacked source tree */
	CACHED_OBJECTS, /* the objects of a build */
	N_CACHED_KINDS,
};

struct cached {
	enum cached_kind kind;
	char *name; /* "sources/debian-linux-source-6.12_6.12.117-1", "objects/linux-1a2b3c4d" */
	char *path;
	int64_t bytes; /* on disk */
	int64_t used;  /* when it was last used, in seconds since the epoch */
};

/* All of it, by name.  Reports its errors. */
int build_cache_list(struct cached **ret, size_t *ret_n);
void build_cache_list_free(struct cached *list, size_t n);

/* Whether @name begins as the names of such things do: with "sources/" or "objects/". */
bool build_cache_is_name(const char *name);

/* Remove @c; 0 where it is gone already.  -EBUSY: a build uses it.  Reports its errors. */
int build_cache_remove(const struct cached *c);

/* The same by name.  FAIL_MISUSE: there is none of that name. */
int build_cache_remove_named(const char *name);

#endif
