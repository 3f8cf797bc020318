/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as one HTML file that needs nothing else: no network, no script to be read. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "result/result.h"

/*
 * The sum, a table of programs and kernels with a background by instructions, and below it each
 * answer that is not met or has a note, with its log, folded.  A script filters and sorts; a
 * content security policy allows that script and that style, by their hashes, and nothing else.
 * Logs are cut to their ends where all of them together would exceed 24 MiB; it is said.  Written
 * to @path as result_write() does; reports its errors.
 */
int html_write(const struct result *r, const char *path);

#endif
