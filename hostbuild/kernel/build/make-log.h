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

/*
 * What made the make of this log fail.  -EBADMSG: the source.  Any other errno is this machine's,
 * by its own words: -ENOSPC a full disk or quota, -ENOMEM memory (also a compiler that the kernel
 * killed), -ENOENT a program, library or header that is missing here, -EIO, -EROFS, -EMFILE,
 * -EAGAIN, -EACCES.  A log with both kinds of error is the machine's.  Pure.
 */
int make_log_cause(const char *log);

/* The same of the log at @path; also looks for room on its disk and on that of TMPDIR. */
int make_log_read_cause(const char *path);

/* Report that error of the log at @path, line by line.  Does nothing if it cannot be read. */
void make_log_show_error(const char *path);

#endif
