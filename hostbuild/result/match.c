// SPDX-License-Identifier: GPL-2.0-only
#include "result/match.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int match_init(struct match *ret, size_t room)
{
	*ret = (struct match){.keys = calloc(room + 1, sizeof(*ret->keys))};
	return ret->keys ? 0 : -ENOMEM;
}

void match_clear(struct match *m)
{
	free(m->keys);
	*m = (struct match){0};
}

void match_put(
	struct match *m, const char *first, const char *second, const char *third, size_t index)
{
	m->keys[m->n++] = (struct match_key){.texts = {first, second, third}, .index = index};
}

static int by_texts(const struct match_key *a, const struct match_key *b)
{
	int order = 0;

	for (size_t i = 0; i < sizeof(a->texts) / sizeof(*a->texts) && !order; i++)
		order = strcmp(a->texts[i], b->texts[i]);
	return order;
}

static int by_texts_and_index(const void *a, const void *b)
{
	const struct match_key *x = a, *y = b;
	const int order = by_texts(x, y);

	return order ? order : (x->index > y->index) - (x->index < y->index);
}

void match_sort(struct match *m)
{
	qsort(m->keys, m->n, sizeof(*m->keys), by_texts_and_index);
}

/* The first key that is not less than @wanted; m->n: none. */
static size_t lower_bound(const struct match *m, const struct match_key *wanted)
{
	size_t from = 0, to = m->n;

	while (from < to) {
		const size_t middle = from + (to - from) / 2;
		if (by_texts(&m->keys[middle], wanted) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

size_t match_take(struct match *m, const char *first, const char *second, const char *third)
{
	const struct match_key wanted = {.texts = {first, second, third}};
	const size_t at = lower_bound(m, &wanted);

	if (at == m->n || by_texts(&m->keys[at], &wanted) != 0)
		return MATCH_NONE;
	const size_t next = at + m->keys[at].used;
	if (next == m->n || by_texts(&m->keys[next], &wanted) != 0)
		return MATCH_NONE;
	m->keys[at].used++;
	return m->keys[next].index;
}
