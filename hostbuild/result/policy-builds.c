// SPDX-License-Identifier: GPL-2.0-only
#include "cleanup.h"
#include "result/policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int add_crossed(struct result_program *p, const char *limit, int64_t value)
{
	struct result_crossed *more = reallocarray(p->crossed, p->n_crossed + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->crossed = more;
	more[p->n_crossed] = (struct result_crossed){.limit = strdup(limit), .value = value};
	return more[p->n_crossed++].limit ? 0 : -ENOMEM;
}

/* @row->latest is of a result that is not constant. */
static int hold(struct policy_limit *l, const struct compared *row)
{
	struct gate_limit limit = l->limit;

	limit.where = &l->where;
	const int r = row->whole ? 0 : gate_crosses(&limit, row);
	if (!r)
		return 0;
	const int64_t value = r < 0	 ? UNKNOWN_FIGURE
			      : limit.of ? limit.of->of(&row->latest->result)
					 : 0;
	return add_crossed((struct result_program *)row->latest, l->text, value);
}

static int hold_all(const struct comparison *c, struct policy_limit *l)
{
	int err = 0;

	l->used = true;
	for (size_t k = 0; k < c->n_kernels && !err; k++)
		for (size_t i = 0; i < c->kernels[k].n_rows && !err; i++)
			err = hold(l, &c->kernels[k].rows[i]);
	return err;
}

int policy_apply_builds(struct policy *p, struct result *r)
{
	cleanup_with(comparison_clear) struct comparison c = {0};
	const struct compare_options all = {0};

	if (!r->against)
		return 0;
	int err = policy_apply_known(p, r->against);
	if (!err)
		err = compare_results(&c, r->against, r, &all);
	for (size_t i = 0; i < p->n_limits && !err; i++)
		if (gate_needs_base(&p->limits[i].limit) && p->limits[i].limit.kind != GATE_VERDICT)
			err = hold_all(&c, &p->limits[i]);
	return err;
}
