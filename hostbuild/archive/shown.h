/* SPDX-License-Identifier: GPL-2.0-only */
/* Paths of objects as tables and results show them. */
#ifndef ARCHIVE_SHOWN_H
#define ARCHIVE_SHOWN_H

#include <stddef.h>

/* @path without "." components and doubled or trailing slashes, malloc'd; NULL without memory. */
char *shown_tidy(const char *path);

/*
 * The length of the deepest directory common to all @paths (absolute and tidy), with its trailing
 * slash.  That much is left out of what is shown.
 */
size_t shown_common(const char *const paths[], size_t count);

#endif
