/* SPDX-License-Identifier: GPL-2.0-only */
/* Printing text that others wrote, on standard output. */
#ifndef PRINT_H
#define PRINT_H

#include <stdarg.h>
#include <stdio.h>

/*
 * Print @text with what a terminal or a CI runner would obey escaped (text_show()), then blanks up
 * to
 * @width bytes.  NULL prints "-".
 */
void print_clean(const char *text, int width);

/* As fprintf(3) and vfprintf(3), escaped likewise and cut at 4 KiB. */
void print_fit(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
void print_fit_args(FILE *to, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * Print @text unchanged, for a program to read.  -EILSEQ, reported with @what, where text_show()
 * would escape something: the text may end up on a terminal or in a CI log.
 */
int print_exact(const char *text, const char *what);

#endif
