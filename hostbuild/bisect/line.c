// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void line_clear(struct line *l)
{
	points_clear(&l->points);
	free(l->marks);
	*l = (struct line){0};
}

int line_begin(struct line *l)
{
	l->marks = calloc(l->points.n, sizeof(*l->marks));
	if (!l->marks)
		return -ENOMEM;
	line_forget(l);
	return 0;
}

/* The first bad point, and the last good one before it. */
static void find_borders(const struct line *l, size_t *ret_good, size_t *ret_bad)
{
	size_t bad = 0, good;

	while (bad < l->points.n - 1 && l->marks[bad] != ANSWER_BAD)
		bad++;
	for (good = bad; good && l->marks[good] != ANSWER_GOOD;)
		good--;
	*ret_good = good;
	*ret_bad = bad;
}

int line_next(const struct line *l, struct point *ret)
{
	size_t good, bad;

	find_borders(l, &good, &bad);
	const size_t middle = good + (bad - good) / 2;
	for (size_t away = 0; away < bad - good; away++) {
		const size_t sides[] = {middle - away, middle + away};
		for (int i = 0; i < 2; i++)
			if (sides[i] > good && sides[i] < bad && !l->marks[sides[i]])
				return point_copy(ret, &l->points.list[sides[i]]);
	}
	return 1;
}

static size_t find(const struct line *l, const char *id)
{
	size_t i = 0;

	while (i < l->points.n && strcmp(l->points.list[i].id, id) != 0)
		i++;
	return i;
}

void line_mark(struct line *l, const char *id, enum answer answer)
{
	const size_t i = find(l, id);

	if (i < l->points.n)
		l->marks[i] = answer;
}

void line_forget(struct line *l)
{
	memset(l->marks, 0, l->points.n * sizeof(*l->marks));
	l->marks[0] = ANSWER_GOOD;
	l->marks[l->points.n - 1] = ANSWER_BAD;
}

int line_suspects(const struct line *l, struct points *ret)
{
	size_t good, bad;
	int r = 0;

	find_borders(l, &good, &bad);
	for (size_t i = good + 1; i <= bad && !r; i++)
		r = points_add(ret, l->points.list[i].id, l->points.list[i].title);
	return r;
}

int line_before(const struct line *l, const char *id, struct points *ret)
{
	const size_t i = find(l, id);

	return i && i < l->points.n
		       ? points_add(ret, l->points.list[i - 1].id, l->points.list[i - 1].title)
		       : 0;
}

int64_t line_steps_left(const struct line *l)
{
	size_t good, bad;
	int64_t steps = 0;

	find_borders(l, &good, &bad);
	for (size_t n = bad - good; n > 1; n = (n + 1) / 2)
		steps++;
	return steps;
}
