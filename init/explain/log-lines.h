/* SPDX-License-Identifier: GPL-2.0-only */
/* Which lines of a verifier log can give the reason for a refusal. */
#ifndef INIT_LOG_LINES_H
#define INIT_LOG_LINES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The last line of @log (@len bytes) that can give the reason: no statistics, register state,
 * disassembly or source.  Its length, without the newline, in @ret_len.  NULL: there is none.
 */
const char *log_last_line(const char *log, size_t len, size_t *ret_len);

/*
 * Whether the line gives the reason only as the last of those that can: elsewhere the verifier went
 * on after it.
 */
bool log_is_remark(const char *line, size_t len);

/*
 * The verifier writes some reasons in two lines: "func 'inet_csk_accept' doesn't have 4-th
 * argument", then "invalid bpf_context access off=32 size=8".  Where @line, @len bytes in @log, is
 * such a second line: the first, just before it, with its length in @ret_len.  Else NULL.
 */
const char *log_pair_first(const char *log, const char *line, size_t len, size_t *ret_len);

#endif
