/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of kernel functions that one that is gone may have become. */
#ifndef INIT_SIMILAR_H
#define INIT_SIMILAR_H

#include <stdbool.h>
#include <stddef.h>

#define SIMILAR_MAX 3

/*
 * Those of @names that have most words in common with @word, contain it, or are a misspelling of
 * it, the most similar first, in @ret, which borrows them.  Only those for which @fits, where it is
 * not NULL.  Their number; 0: none is similar.
 */
size_t similar_names(const char *ret[SIMILAR_MAX], const char *word, const char *const names[],
	size_t count, bool (*fits)(const char *name));

/* "; nearest: a, b, c", cut to @size; "" where there are none.  Returns @ret. */
const char *similar_list(
	char *ret, size_t size, const char *const similar[SIMILAR_MAX], size_t count);

#endif
