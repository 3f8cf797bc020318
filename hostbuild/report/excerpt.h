/* SPDX-License-Identifier: GPL-2.0-only */
/* The part of a log that says why, below the line of a program, a splat or a boot. */
#ifndef REPORT_EXCERPT_H
#define REPORT_EXCERPT_H

#include "report/screen.h"

#include <stddef.h>
#include <stdint.h>

/* Where the last lines of @log begin, which have at most @most bytes; @log: all of them do. */
const char *excerpt_end(const char *log, size_t most);

/* The last line of @log that is not of the statistics, up to the end; NULL: it has none. */
const char *excerpt_last(const char *log);

/* The last 10 lines of the verifier's @log, without the statistics that follow the refusal. */
void excerpt_log(const struct screen *s, const char *log);

/*
 * The first 12 lines of the kernel's @report (may be NULL) without registers, code and modules, and
 * how many lines are left out.  @boot: the number of its boot, from 1, which names the file that
 * has them; -1: not known.
 */
void excerpt_report(const struct screen *s, const char *report, int64_t boot);

#endif
