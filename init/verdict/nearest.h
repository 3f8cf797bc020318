/* SPDX-License-Identifier: GPL-2.0-only */
/* "Did you mean …?": the names that a misspelt word is nearest to. */
#ifndef VERDICT_NEAREST_H
#define VERDICT_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX 3 /* names in one question */

/*
 * How many letters of @a have to be inserted, removed, changed or swapped with their neighbour to
 * get @b.  Upper and lower case are the same.
 */
size_t nearest_distance(const char *a, const char *b);

/*
 * Those of @names that @word may be a misspelling of, or a part of, nearest first, in @ret, which
 * borrows them.  Their number, at most NEAREST_MAX; 0: none is near.
 */
size_t nearest_names(
	const char *ret[NEAREST_MAX], const char *word, const char *const names[], size_t count);

/* Write "; did you mean a, b or c?" to @ret, or "" where none is near.  Returns @ret. */
const char *nearest_question(
	char *ret, size_t size, const char *word, const char *const names[], size_t count);

#endif
