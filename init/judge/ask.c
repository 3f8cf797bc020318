// SPDX-License-Identifier: GPL-2.0-only
#include "judge/ask.h"
#include "probe/needs.h"

#include <stdio.h>

/* Of the object, and so of no program of it. */
static int kernel_has(const char *word, char *why, size_t why_size)
{
	return needs_ask(NULL, word, why, why_size);
}

int ask_items(struct docket_entry *e, const struct docket *docket, const char *version)
{
	if (!e->loader.asks)
		return 0;
	return docket_fold_entry(&e->loader, docket, e, version, kernel_has);
}

const char *ask_why_undecided(char *ret, size_t size, const struct loader *l)
{
	if (l->unanswered)
		snprintf(ret, size, "whether it is for this kernel is unknown: %s", l->unanswered);
	else
		snprintf(ret, size,
			"whether it is for this kernel is unknown: its version cannot be read");
	return ret;
}
