/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private copies of files: the bytes that were hashed are the bytes that are used.  An original may
 * be overwritten (make does that to a bzImage) or replaced (the store does that to an entry); an
 * open descriptor protects only against the second.
 */
#ifndef PRIVATE_H
#define PRIVATE_H

/*
 * Copy the regular file @path to a file without a name, open for reading only.  The copy shares the
 * original's blocks where the file system can do that (FICLONE); else it is in the file system of
 * @dir.  -EBADMSG: not a regular file; -EBUSY: it changed meanwhile; -EINTR: asked to stop. Reports
 * its errors.
 */
int private_copy(const char *path, const char *dir, int *ret_fd);

/* The same for the open file @from, which messages call @path. */
int private_copy_of(int from, const char *path, const char *dir, int *ret_fd);

/* The path by which a child that inherits @fd opens the file again, malloc'd. */
char *private_path(int fd);

#endif
