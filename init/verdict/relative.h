/* SPDX-License-Identifier: GPL-2.0-only */
/* Paths of objects of a docket, relative to one another. */
#ifndef VERDICT_RELATIVE_H
#define VERDICT_RELATIVE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Write @path, relative to the directory of the object @from, to @ret, without "." and ".."; cut
 * where it does not fit.  False where it leaves the docket: @ret is then only for messages.
 */
bool relative_path(char *ret, size_t size, const char *from, const char *path);

#endif
