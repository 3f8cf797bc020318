/* SPDX-License-Identifier: GPL-2.0-only */
/* The log of a kernel build. */
#ifndef KERNEL_MAKE_LOG_H
#define KERNEL_MAKE_LOG_H

#include <stddef.h>

#define MAKE_LOG_MAX ((size_t)64 << 20) /* bytes; what make prints after them is not kept */

/*
 * The first error in the text of a log with the two lines above it and those below, at most @lines
 * lines; malloc'd, "" if there is none, NULL without memory.  Pure.
 */
char *make_log_first_error(const char *log, int lines);

/* Report that error of the log at @path, line by line.  Does nothing if it cannot be read. */
void make_log_show_error(const char *path);

#endif
