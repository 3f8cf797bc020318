// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/finding-known.h"
#include "bisect/axis-releases.h"
#include "bisect/known-change.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>

/* The first program whose verdict changed; the object as a whole where no program's did. */
static const struct compared *changed_row(const struct changed *c)
{
	for (size_t i = 0; i < c->n_verdicts; i++)
		if (!c->rows[i]->whole)
			return c->rows[i];
	return c->n_verdicts ? c->rows[0] : NULL;
}

int finding_known_make(struct story *s, struct axis *a, const struct commit_facts *facts)
{
	const struct compared *row = changed_row(&s->changed);
	cleanup_free char *good = NULL, *bad = NULL;
	struct change_facts c = {.commit = facts->hash,
		.upstream = facts->upstream,
		.subject = facts->subject,
		.release = facts->release};
	struct kernel_version before, at;

	if (s->finding->found != FOUND_CULPRIT)
		return 0;
	if (row && row->base && row->latest) {
		c.good = &row->base->result;
		c.bad = &row->latest->result;
	}
	if (s->wish->mode == BISECT_RELEASES &&
		axis_releases_gap(a, &s->finding->suspects.list[0], &before, &at)) {
		good = axis_releases_tag(&before);
		bad = axis_releases_tag(&at);
		if (!good || !bad)
			return diag_errno(-ENOMEM, "bisect");
		c.good_version = good + 1;
		c.bad_version = bad + 1;
	}
	s->known = known_change_say(&c);
	/* a change that no release and no mainline tree has is nobody else's */
	s->row = s->known && (c.upstream || c.release) ? known_change_row(&c) : NULL;
	return s->known ? 0 : diag_errno(-ENOMEM, "bisect");
}
