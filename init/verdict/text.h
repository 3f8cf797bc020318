/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bytes of unknown origin made fit to be shown: the one place where that is decided,
 * for the record stream, the console, terminals and files alike.
 */
#ifndef VERDICT_TEXT_H
#define VERDICT_TEXT_H

#include <stddef.h>
#include <stdint.h>

/* Length of the valid UTF-8 sequence at @s (1..4), or 0 where there is none in @len bytes. */
size_t utf8_sequence(const char *s, size_t len);
/* The code point of the sequence of @n bytes at @s, one that utf8_sequence() found. */
uint32_t utf8_code_point(const char *s, size_t n);
/* The line, from 1, of the first byte that is no UTF-8; 0 where all is, NULs too. */
size_t utf8_wrong_line(const char *s, size_t len);

/*
 * How many of the first @len bytes of string @s can be kept without an end within a sequence. Reads
 * no further than its NUL.
 */
size_t utf8_cut(const char *s, size_t len);

/*
 * Whether the sequence of @n bytes at @s (0: there is none) must not be shown: a control character
 * (C0, DEL, C1), or one that sets or overrides the direction of writing or ends a line unseen.
 */
int text_unfit(const char *s, size_t n);

/* An order to the runner of a CI job begins here: GitHub's takes "##[" anywhere in a line … */
int text_is_order(const char *s);
/* … and "::" as the first of a line but for blanks: where in @s that stands, or NULL. */
const char *text_line_order(const char *s);

/*
 * Copy @len bytes at @src to @dst (@size bytes with the NUL): bytes that are not UTF-8 become
 * U+FFFD, and so does what is unfit except newline and tab where @keep_lines.
 * Cut at a sequence boundary when full.  Returns the number of source bytes taken.
 */
size_t text_clean(char *dst, size_t size, const char *src, size_t len, int keep_lines);

/* text_clean() into malloc'd memory that holds all of it; NULL without memory. */
char *text_cleaned(const char *src, size_t len, int keep_lines);

/*
 * The same, for a terminal or the log of a CI job: the first letter of what would be an order there
 * becomes
 * "?".  All that the tool prints of foreign text goes through these or through report/screen.c.
 */
size_t text_show(char *dst, size_t size, const char *src, size_t len, int keep_lines);
char *text_shown(const char *src, size_t len, int keep_lines);

/* text_clean() of a string into a fixed array, newlines replaced too. */
#define text_set(array, string) text_set_size(array, sizeof(array), string)
void text_set_size(char *dst, size_t size, const char *string);

#endif
