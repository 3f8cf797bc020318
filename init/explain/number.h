/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers in the kernel's messages.  Logs are hostile: a number that does not fit is no number, so
 * that sums and differences of two of number_int() and numbers_in() fit into a long.
 */
#ifndef INIT_NUMBER_H
#define INIT_NUMBER_H

#include <stdbool.h>

/* Read the decimal number at the beginning of @s, "-8".  False: there is none, or it is no int. */
bool number_int(const char *s, int *ret);

/* The number from 0 to INT_MAX right after the first @word in @text; -1: none. */
int number_after(const char *text, const char *word);

/*
 * Read @s, which begins as @pattern, with a decimal or hexadecimal ("0x10") number in place of each
 * "#": into @ret, which has room for all.  False: @s is otherwise, or a number does not fit.
 */
bool numbers_in(const char *s, const char *pattern, int *ret);
bool numbers_in64(const char *s, const char *pattern, long long *ret);

#endif
