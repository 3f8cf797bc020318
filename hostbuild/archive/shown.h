/* SPDX-License-Identifier: GPL-2.0-only */
/* Object paths as they are shown: contract, section 6. */
#ifndef ARCHIVE_SHOWN_H
#define ARCHIVE_SHOWN_H

#include <stddef.h>

/* Without "." components and doubled or trailing slashes; malloc'd, NULL without memory. */
char *shown_tidy(const char *path);

/*
 * Length of the deepest directory common to all @paths, which are absolute and tidy, with its
 * trailing slash: what to leave out at their front.
 */
size_t shown_common(const char *const paths[], size_t count);

#endif
