/* SPDX-License-Identifier: GPL-2.0-only */
/* Points in a row, halved.  An axis of such points has it as its member and passes its calls on. */
#ifndef BISECT_LINE_H
#define BISECT_LINE_H

#include "bisect/axis.h"

/* The first point is the good end, the last the bad one. */
struct line {
	struct points points;
	enum answer *marks; /* of each point; NONE: not judged */
	/*
	 * How much may have changed from the point before to each point, in any unit, malloc'd;
	 * that of the first is not used.  NULL: as much each time.
	 */
	int64_t *weights;
};
void line_clear(struct line *l);

/* After the points were added, two at least.  -ENOMEM. */
int line_begin(struct line *l);

/*
 * The next point: of those between the last good one and the first bad one after it, and that are
 * not untestable, the one on both sides of which most equally much changed.  1: none is left.
 */
int line_next(const struct line *l, struct point *ret);
/* All points of that id: a build may come twice. */
void line_mark(struct line *l, const char *id, enum answer answer);
void line_forget(struct line *l);
/* From the first point after the last good one to the first bad one.  -ENOMEM. */
int line_suspects(const struct line *l, struct points *ret);
/* The point before it.  -ENOMEM. */
int line_before(const struct line *l, const char *id, struct points *ret);
int64_t line_steps_left(const struct line *l);

#endif
