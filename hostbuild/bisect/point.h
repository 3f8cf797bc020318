/* SPDX-License-Identifier: GPL-2.0-only */
/* What a bisect can judge: a commit, a release, a build of an object, a set of options. */
#ifndef BISECT_POINT_H
#define BISECT_POINT_H

#include <stddef.h>

struct point {
	char *id;    /* names it in the journal: the hash of a commit, a KERNEL, a path */
	char *title; /* one line for people: "0123456789ab bpf: Refuse …" */
};
void point_clear(struct point *p);
/* Both are copied; @title NULL: as @id.  -ENOMEM. */
int point_set(struct point *ret, const char *id, const char *title);
int point_copy(struct point *ret, const struct point *from);

struct points {
	struct point *list;
	size_t n;
};
void points_clear(struct points *p);
/* Append a copy.  -ENOMEM. */
int points_add(struct points *p, const char *id, const char *title);

#endif
