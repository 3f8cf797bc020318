/* SPDX-License-Identifier: GPL-2.0-only */
/* What of a kernel log line is a warning or a bug of the kernel itself. */
#ifndef VERDICT_SPLAT_H
#define VERDICT_SPLAT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether @line (a NUL-terminated line of the kernel log, with or without its time stamp) begins
 * a splat.  @ret_title, if not NULL, then points into @line where the title starts.
 */
bool splat_begins(const char *line, const char **ret_title);

/* Whether the kernel says with this line that it is done for. */
bool splat_is_panic(const char *line);

#endif
