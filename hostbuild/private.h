/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies without a name: what is hashed is what is used, whoever writes to the original or puts
 * another in its place. `make` does the first to a bzImage, a store the second to an entry; an open
 * descriptor alone survives only the second.
 */
#ifndef PRIVATE_H
#define PRIVATE_H

/*
 * A copy of the regular file @path, open for reading only.  It shares the original's blocks where
 * the file system can do that (FICLONE), and else lies in the file system of @dir.  -EBUSY: it was
 * changed meanwhile.  Says what failed.
 */
int private_copy(const char *path, const char *dir, int *ret_fd);

/* The same of an open file, which messages call @path. */
int private_copy_of(int from, const char *path, const char *dir, int *ret_fd);

/* The path by which a child that inherits @fd opens it anew; malloc'd. */
char *private_path(int fd);

#endif
