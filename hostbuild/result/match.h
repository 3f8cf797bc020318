/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds items by up to three texts in n log n.  Items with the same texts are found one after
 * another, in the order in which they were put: the first of one list belongs to the first of the
 * other.
 */
#ifndef RESULT_MATCH_H
#define RESULT_MATCH_H

#include <stddef.h>

struct match_key {
	const char *texts[3]; /* not owned; "": none */
	size_t index;	      /* the caller's */
	size_t used;	      /* of the first key of its texts: how many were taken */
};

struct match {
	struct match_key *keys;
	size_t n;
};

/* With room for @room keys; -ENOMEM. */
int match_init(struct match *ret, size_t room);
void match_clear(struct match *m);

/* At most as many as there is room for. */
void match_put(
	struct match *m, const char *first, const char *second, const char *third, size_t index);
/* After the last match_put(), before the first match_take(). */
void match_sort(struct match *m);

#define MATCH_NONE ((size_t)-1)
/* The index of the next key with these texts that was not taken; MATCH_NONE: there is none. */
size_t match_take(struct match *m, const char *first, const char *second, const char *third);

#endif
