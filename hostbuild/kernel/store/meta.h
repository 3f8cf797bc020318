/* SPDX-License-Identifier: GPL-2.0-only */
/* meta.json of an entry of the store: what is known about the kernel, and its files' checksums. */
#ifndef KERNEL_META_H
#define KERNEL_META_H

#include "kernel/kernel.h"

/* Write @dir/meta.json for @k and the files that are in @dir.  Reports its errors. */
int meta_write(const char *dir, const struct kernel *k);

/*
 * Read @dir/meta.json; files are not checked.  -ENOENT: there is none; -EBADMSG: it is no such
 * record.  Reports nothing.
 */
int meta_read(struct kernel *ret, const char *dir);

/*
 * Compare the checksums of the entry's files with the record: of the file @only, or, if that is
 * NULL, of all but the modules.  *@ret_file is the first file that differs.  -EBADMSG; reports
 * nothing.
 */
int meta_check(const char *dir, const char *only, const char **ret_file);

/* Compare the open file @fd with what is recorded for @file.  -EBADMSG; reports nothing. */
int meta_check_fd(const char *dir, const char *file, int fd);

#endif
