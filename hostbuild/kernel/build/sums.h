/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that list SHA-256 sums of others.  Sums are compared; signatures are not verified. */
#ifndef KERNEL_SUMS_H
#define KERNEL_SUMS_H

#include "verdict/model.h"

#include <stdbool.h>

/* Whether @word is 64 hexadecimal digits. */
bool sums_is_sha256(const char *word);

/*
 * The SHA-256 of @name, in lower case, from the text of sha256sums.asc, SHA256SUMS, a .dsc or
 * NAME.sha256.  Returns false if the text does not list it.  Pure.
 */
bool sums_find(const char *text, const char *name, char ret[SHA256_SIZE]);

/*
 * Compare @sha256 with what the files in the directory of @path list for it.  -EBADMSG: one of them
 * differs, or none lists it.  Reports its errors.
 */
int sums_check(const char *path, const char *sha256);

/* Report that @path has @sha256 where @source says @wanted; returns -EBADMSG. */
int sums_mismatch(const char *path, const char *sha256, const char *source, const char *wanted);

#endif
