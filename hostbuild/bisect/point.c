// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/point.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void point_clear(struct point *p)
{
	free(p->id);
	free(p->title);
	*p = (struct point){0};
}

int point_set(struct point *ret, const char *id, const char *title)
{
	*ret = (struct point){.id = strdup(id), .title = strdup(title ? title : id)};
	if (ret->id && ret->title)
		return 0;
	point_clear(ret);
	return -ENOMEM;
}

int point_copy(struct point *ret, const struct point *from)
{
	return point_set(ret, from->id, from->title);
}

void points_clear(struct points *p)
{
	for (size_t i = 0; i < p->n; i++)
		point_clear(&p->list[i]);
	free(p->list);
	*p = (struct points){0};
}

int points_add(struct points *p, const char *id, const char *title)
{
	struct point *grown = reallocarray(p->list, p->n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	p->list = grown;
	const int r = point_set(&grown[p->n], id, title);
	p->n += !r;
	return r;
}
