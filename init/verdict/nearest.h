/* SPDX-License-Identifier: GPL-2.0-only */
/* "Did you mean …?": the names that a word of the user's was most likely meant to be. */
#ifndef VERDICT_NEAREST_H
#define VERDICT_NEAREST_H

#include <stddef.h>

#define NEAREST_MAX 3 /* names in one question */

/*
 * Letters to insert, remove, change or swap with their neighbour to make @b of @a; lower and
 * upper case are one.
 */
size_t nearest_distance(const char *a, const char *b);

/*
 * The at most NEAREST_MAX of the @count @names that @word may be a slip of, in @ret, nearest
 * first: how many.  Names that hold the word count too.  0: none is near.
 */
size_t nearest_names(
	const char *ret[NEAREST_MAX], const char *word, const char *const names[], size_t count);

/* "; did you mean a, b or c?", or "" where none is near. */
const char *nearest_question(
	char *ret, size_t size, const char *word, const char *const names[], size_t count);

#endif
