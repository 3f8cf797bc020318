/* SPDX-License-Identifier: GPL-2.0-only */
/* Both logs of the verifier, from the first line that differs. */
#ifndef BISECT_SHOW_LOGS_H
#define BISECT_SHOW_LOGS_H

#include "report/screen.h"
#include "result/compare.h"

/*
 * Print them, in two columns if @s is wide enough for the lines, else one after the other; a line
 * is cut at @limit columns.  Nothing where neither has a log, or @row is NULL.  -ENOMEM, reported.
 */
int show_logs(const struct screen *s, const struct compared *row, int limit);

#endif
