// SPDX-License-Identifier: GPL-2.0-only
#include "verdict/nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LENGTH_MAX 128 /* of longer names only the first letters are compared */
#define PART_LEAST 3   /* letters of a word; a shorter one is not looked for within names */

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static int letter(const char *text, size_t at)
{
	return tolower((unsigned char)text[at]);
}

/* Optimal string alignment: three rows of its matrix are enough. */
size_t nearest_distance(const char *a, const char *b)
{
	const size_t m = strnlen(a, LENGTH_MAX), n = strnlen(b, LENGTH_MAX);
	size_t rows[3][LENGTH_MAX + 1], *before = rows[0], *last = rows[1], *row = rows[2], *spare;

	for (size_t j = 0; j <= n; j++)
		last[j] = j;
	for (size_t i = 1; i <= m; i++) {
		row[0] = i;
		for (size_t j = 1; j <= n; j++) {
			const size_t changed = last[j - 1] + (letter(a, i - 1) != letter(b, j - 1));
			row[j] = least(changed, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && letter(a, i - 1) == letter(b, j - 2) &&
				letter(a, i - 2) == letter(b, j - 1))
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[n];
}

/* How near, 0 the nearest; (size_t)-1: too far to be a misspelling. */
static size_t rank(const char *word, const char *name)
{
	const size_t len = strlen(word), allowed = (len + 2) / 3,
		     distance = nearest_distance(word, name);

	if (distance <= allowed && distance < len)
		return distance;
	return len >= PART_LEAST && strcasestr(name, word) ? allowed + 1 : (size_t)-1;
}

static bool is_among(const char *const names[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

size_t nearest_names(
	const char *ret[NEAREST_MAX], const char *word, const char *const names[], size_t count)
{
	size_t ranks[NEAREST_MAX], n = 0;

	for (size_t i = 0; i < count; i++) {
		const size_t r = rank(word, names[i]);
		size_t at = n < NEAREST_MAX ? n : NEAREST_MAX;
		while (at > 0 && ranks[at - 1] > r)
			at--;
		if (r == (size_t)-1 || at == NEAREST_MAX || is_among(ret, n, names[i]))
			continue;
		n += n < NEAREST_MAX;
		for (size_t j = n - 1; j > at; j--) {
			ranks[j] = ranks[j - 1];
			ret[j] = ret[j - 1];
		}
		ranks[at] = r;
		ret[at] = names[i];
	}
	/* where one is near, those that are much farther are noise */
	while (n > 1 && ranks[n - 1] > ranks[0] + 1)
		n--;
	return n;
}

const char *nearest_question(
	char *ret, size_t size, const char *word, const char *const names[], size_t count)
{
	const char *near[NEAREST_MAX];
	const size_t n = nearest_names(near, word, names, count);
	size_t len = 0;

	*ret = '\0';
	for (size_t i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(ret + len, size - len, "%s%s%s",
			i == 0	    ? "; did you mean "
			: i < n - 1 ? ", "
				    : " or ",
			near[i], i == n - 1 ? "?" : "");
	return ret;
}
