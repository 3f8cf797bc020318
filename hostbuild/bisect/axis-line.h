/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the axes of points in a row share: releases, builds of an object, sets of options.  These
 * are functions for the table of a kind whose own structure begins with a struct axis_line.
 */
#ifndef BISECT_AXIS_LINE_H
#define BISECT_AXIS_LINE_H

#include "bisect/axis.h"
#include "bisect/line.h"

struct axis_line {
	struct axis axis;
	struct line line;
};

int axis_line_ends(struct axis *a, struct point *ret_good, struct point *ret_bad);
int axis_line_next(struct axis *a, struct point *ret);
int axis_line_mark(struct axis *a, const struct point *p, enum answer answer);
int axis_line_forget(struct axis *a);
int axis_line_suspects(struct axis *a, struct points *ret);
int axis_line_before(struct axis *a, const struct point *p, struct points *ret);
int64_t axis_line_steps_left(struct axis *a);
/* The title. */
char *axis_line_describe(struct axis *a, const struct point *p);

#endif
