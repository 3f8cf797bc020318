/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Foreign text in Markdown: nothing in it is Markdown, HTML, a mention or a link.  False: there was
 * no memory.
 */
#ifndef REPORT_MARKDOWN_TEXT_H
#define REPORT_MARKDOWN_TEXT_H

#include <stdbool.h>
#include <stdio.h>

bool markdown_put_code(FILE *out, const char *text);
/* Several lines; an empty line goes before. */
bool markdown_put_lines(FILE *out, const char *text);

#endif
