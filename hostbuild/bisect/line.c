// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void line_clear(struct line *l)
{
	points_clear(&l->points);
	free(l->marks);
	free(l->weights);
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

static int64_t weight_of(const struct line *l, size_t i)
{
	return l->weights ? l->weights[i] : 1;
}

int line_next(const struct line *l, struct point *ret)
{
	size_t good, bad, best = 0;
	int64_t all = 0, before = 0, least = INT64_MAX;

	find_borders(l, &good, &bad);
	for (size_t i = good + 1; i <= bad; i++)
		all += weight_of(l, i);
	for (size_t i = good + 1; i < bad; i++) {
		before += weight_of(l, i);
		const int64_t off = llabs(2 * before - all);
		if (l->marks[i] || off >= least)
			continue;
		least = off;
		best = i;
	}
	return best ? point_copy(ret, &l->points.list[best]) : 1;
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
	for (size_t i = 0; i < l->points.n; i++)
		if (strcmp(l->points.list[i].id, id) == 0)
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
