/* SPDX-License-Identifier: GPL-2.0-only */
/* For each object the first of the tried releases on which all of it is met. */
#ifndef REPORT_MINIMUM_H
#define REPORT_MINIMUM_H

#include "report/report.h"

/*
 * An object's minimum is the least version from which on it is met on every kernel that was tried:
 * all programs, and the whole.  Below it is what each older kernel lacks.  Where the first kernel
 * below has no answer it is not known.  -EIO, not reported, where writing to @out fails; -ENOMEM,
 * reported.
 */
int minimum_table(FILE *out, const struct result *r, const struct table_options *options);
/* The same as Markdown, to @path ("-": standard output).  Reports its errors; -errno. */
int minimum_markdown(const struct result *r, const char *path);

#endif
