// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/axis-line.h"

#include <string.h>

static struct line *line_of(struct axis *a)
{
	return &((struct axis_line *)a)->line;
}

int axis_line_ends(struct axis *a, struct point *ret_good, struct point *ret_bad)
{
	const struct points *p = &line_of(a)->points;
	const int r = point_copy(ret_good, &p->list[0]);

	return r ? r : point_copy(ret_bad, &p->list[p->n - 1]);
}

int axis_line_next(struct axis *a, struct point *ret)
{
	return line_next(line_of(a), ret);
}

int axis_line_mark(struct axis *a, const struct point *p, enum answer answer)
{
	line_mark(line_of(a), p->id, answer);
	return 0;
}

int axis_line_forget(struct axis *a)
{
	line_forget(line_of(a));
	return 0;
}

int axis_line_suspects(struct axis *a, struct points *ret)
{
	return line_suspects(line_of(a), ret);
}

int axis_line_before(struct axis *a, const struct point *p, struct points *ret)
{
	return line_before(line_of(a), p->id, ret);
}

int64_t axis_line_steps_left(struct axis *a)
{
	return line_steps_left(line_of(a));
}

char *axis_line_describe(struct axis *a, const struct point *p)
{
	(void)a;
	return strdup(p->title);
}
