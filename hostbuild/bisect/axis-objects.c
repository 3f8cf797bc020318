// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/axis-objects.h"
#include "bisect/line.h"
#include "diag.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct axis_objects {
	struct axis axis;
	struct line line;
	const char *one[2]; /* prepared.objects */
};

static struct axis_objects *of(struct axis *a)
{
	return (struct axis_objects *)a;
}

static int ends(struct axis *a, struct point *good, struct point *bad)
{
	const struct points *p = &of(a)->line.points;
	int r = point_copy(good, &p->list[0]);

	return r ? r : point_copy(bad, &p->list[p->n - 1]);
}

static int next(struct axis *a, struct point *ret)
{
	return line_next(&of(a)->line, ret);
}

static int mark(struct axis *a, const struct point *p, enum answer answer)
{
	line_mark(&of(a)->line, p->id, answer);
	return 0;
}

static int forget(struct axis *a)
{
	line_forget(&of(a)->line);
	return 0;
}

static int suspects(struct axis *a, struct points *ret)
{
	return line_suspects(&of(a)->line, ret);
}

static int before(struct axis *a, const struct point *p, struct points *ret)
{
	return line_before(&of(a)->line, p->id, ret);
}

static int64_t steps_left(struct axis *a)
{
	return line_steps_left(&of(a)->line);
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct axis_objects *o = of(a);

	(void)ret_why;
	o->one[0] = p->id;
	*ret = (struct prepared){.objects = o->one};
	return 0;
}

static char *describe(struct axis *a, const struct point *p)
{
	(void)a;
	return strdup(p->title);
}

static void clear(struct axis *a)
{
	line_clear(&of(a)->line);
	free(a);
}

static const struct axis_kind kind = {
	.noun = "build",
	.nouns = "builds",
	.ends = ends,
	.next = next,
	.mark = mark,
	.forget = forget,
	.suspects = suspects,
	.before = before,
	.steps_left = steps_left,
	.prepare = prepare,
	.describe = describe,
	.clear = clear,
};

int axis_objects(struct axis **ret, char *const *paths, size_t n)
{
	struct axis_objects *o = calloc(1, sizeof(*o));
	int r = o ? 0 : -ENOMEM;

	if (o)
		o->axis.kind = &kind;
	for (size_t i = 0; i < n && !r; i++)
		r = points_add(&o->line.points, paths[i], NULL);
	if (!r)
		r = line_begin(&o->line);
	if (!r) {
		*ret = &o->axis;
		return 0;
	}
	if (o)
		clear(&o->axis);
	return diag_errno(r, "bisect");
}
