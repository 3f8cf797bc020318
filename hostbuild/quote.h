/* SPDX-License-Identifier: GPL-2.0-only */
/* Text that others wrote as one word for a POSIX shell. */
#ifndef QUOTE_H
#define QUOTE_H

/*
 * @text in single quotes where it needs them; what a terminal or a CI job would obey is replaced
 * (text_shown()).  Malloc'd; NULL without memory.
 */
char *quote_shell(const char *text);

/* The same where the word must stay exact: NULL, too, for @text that cannot be shown as it is. */
char *quote_shell_exact(const char *text);

#endif
