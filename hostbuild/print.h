/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tool prints on its standard output of text that others wrote. */
#ifndef PRINT_H
#define PRINT_H

#include <stdarg.h>
#include <stdio.h>

/* @text, or "-" for NULL, made fit for a terminal or a CI log, then blanks to @width columns. */
void print_clean(const char *text, int width);

/* As fprintf(3) and vfprintf(3), made fit likewise; what passes 4 KiB is cut. */
void print_fit(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));
void print_fit_args(FILE *to, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

/*
 * @text as it is, for a program that reads it; @what names it.  -EILSEQ, said, for one that must
 * not be seen by a terminal or a CI log: it may end up there.
 */
int print_exact(const char *text, const char *what);

#endif
