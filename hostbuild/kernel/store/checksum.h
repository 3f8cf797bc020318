/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Checksums of files and directories: XXH3 of 128 bits, in hex.  They are as fast as memory, so
 * that every use of an entry can be checked.  They detect damage, not an attacker who can write to
 * it.
 */
#ifndef KERNEL_CHECKSUM_H
#define KERNEL_CHECKSUM_H

#define CHECKSUM_SIZE 33 /* with a NUL */

/*
 * Of a regular file, or of a directory: over the path (with its NUL) and the content of each file
 * in it, in order of names.  -EBADMSG: a symbolic link or a special file; -errno.  Reports nothing.
 */
int checksum_path(const char *path, char ret[CHECKSUM_SIZE]);

/* Of an open file from its start, wherever its offset is.  -errno.  Reports nothing. */
int checksum_fd(int fd, char ret[CHECKSUM_SIZE]);

#endif
