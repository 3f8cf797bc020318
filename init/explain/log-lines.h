/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of a verifier log can give the reason for a refusal. */
#ifndef INIT_LOG_LINES_H
#define INIT_LOG_LINES_H

#include <stddef.h>

/*
 * The last line of @log (@len bytes) that can give the reason: no statistics, register state,
 * disassembly or source.  Its length, without the newline, in @ret_len.  NULL: there is none.
 */
const char *log_last_line(const char *log, size_t len, size_t *ret_len);

/*
 * The verifier gives some reasons in two lines of which only the first names what was accessed:
 * "invalid access to packet, …", then "R1 offset is outside of the packet" (up to 6.12) or "R1 min
 * value is outside of the allowed memory range" (7.2).  Where @line, a line of @log, is such a
 * second line: how many bytes before it the first begins; else 0.
 */
size_t log_pair_before(const char *log, const char *line);

#endif
