/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Text of unknown origin made safe to show.  What is safe is decided here alone, for the record
 * stream, the console, terminals and files.
 */
#ifndef VERDICT_TEXT_H
#define VERDICT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Length of the UTF-8 sequence at @s, 1 to 4; 0 where the @len bytes do not begin with one. */
size_t utf8_sequence(const char *s, size_t len);
/* The code point of the sequence at @s, whose length utf8_sequence() has given. */
uint32_t utf8_code_point(const char *s, size_t n);
/* The line, from 1, of the first byte that is not UTF-8; 0: all is.  A NUL is UTF-8. */
size_t utf8_wrong_line(const char *s, size_t len);

/*
 * Where to cut string @s so that at most @len bytes stay and no sequence is cut in two.  @s may be
 * shorter.
 */
size_t utf8_cut(const char *s, size_t len);

/*
 * Whether the sequence of @n bytes at @s must not be shown: no UTF-8 (@n is 0), a control character
 * (C0, DEL, C1), or a character that changes the direction of writing or ends a line (U+2028/9).
 */
int text_unfit(const char *s, size_t n);

/*
 * Logs of CI jobs are read for orders to the runner.  GitHub's begin with "##[" anywhere in a line:
 * whether one begins at @s …
 */
int text_is_order(const char *s);
/* … or with "::" at the beginning of a line, after blanks: where in line @s, or NULL. */
const char *text_line_order(const char *s);

/*
 * Copy @len bytes at @src to @dst (@size bytes with the NUL).  U+FFFD replaces bytes that are not
 * UTF-8 and what text_unfit() names, but newlines and tabs stay with @keep_lines.  Text that does
 * not fit is cut between sequences.  Returns how many bytes of @src were read.
 */
size_t text_clean(char *dst, size_t size, const char *src, size_t len, int keep_lines);

/* text_clean() of all of it into malloc'd memory; NULL without memory. */
char *text_cleaned(const char *src, size_t len, int keep_lines);

/*
 * text_clean() for a terminal or the log of a CI job: the first character of an order becomes "?".
 * All foreign text that the tool prints goes through these two or through report/screen.c.
 */
size_t text_show(char *dst, size_t size, const char *src, size_t len, int keep_lines);
char *text_shown(const char *src, size_t len, int keep_lines);

/* text_clean() of a string into an array, without @keep_lines. */
#define text_set(array, string) text_set_size(array, sizeof(array), string)
void text_set_size(char *dst, size_t size, const char *string);

#endif
