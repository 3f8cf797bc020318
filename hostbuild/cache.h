/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cache: what the tool keeps and could get or find out again.  It is $BPFJURY_CACHE, else
 * $XDG_CACHE_HOME/bpfjury, else ~/.cache/bpfjury.
 */
#ifndef CACHE_H
#define CACHE_H

/* Its path, malloc'd, whether it exists or not; NULL where no variable is set, or no memory. */
char *cache_path(void);

/* Its absolute path without symbolic links, malloc'd; made if missing.  Reports its errors. */
int cache_dir(char **ret);

/* The same for the directory @name in it: "kernels", "sources", "objects". */
int cache_subdir(const char *name, char **ret);

#endif
