/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as GitHub-flavoured Markdown, for the summary of a CI job or a comment. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "result/result.h"

/*
 * The sum, a table of programs and kernels, and what is not met with the end of its log.  GitHub
 * drops a summary of more than 1 MiB whole: what has no room is left out, logs and explanations
 * before the table, and counted.  No text of an object or a guest is read as Markdown or HTML.
 * Written to @path as result_write() does; reports its errors.
 */
int markdown_write(const struct result *r, const char *path);

#endif
