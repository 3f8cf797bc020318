// SPDX-License-Identifier: GPL-2.0-only
/* The exit status of a result: the worst of what there is to blame. */
#include "cleanup.h"
#include "diag.h"
#include "result/against.h"
#include "result/blame.h"

#include <inttypes.h>
#include <stdio.h>

/* Raise the status @arg; ends at the worst. */
static int raise_status(const struct blame *b, void *arg)
{
	int *status = arg;
	const int one = blame_status(b->kind);

	if (one > *status)
		*status = one;
	return *status == STATUS_UNKNOWN;
}

int result_kernel_status(const struct result_kernel *k)
{
	int status = STATUS_MET;

	blame_kernel(k, raise_status, &status);
	return status;
}

int result_verdicts_status(const struct result *r)
{
	int status = STATUS_MET;

	blame_result(r, raise_status, &status);
	return status;
}

int result_status(const struct result *part)
{
	const struct result *r = part->view ? part->view->of : part;
	cleanup_with(against_clear) struct against against = {0};
	const int status = result_verdicts_status(part);

	if (!r->against)
		return status;
	/* without memory nothing was compared */
	if (against_make(&against, r))
		return STATUS_UNKNOWN;
	return against.status > status ? against.status : status;
}

/* The first of those that make a kernel unknown, in the order of the enum. */
struct doubt {
	bool any;
	enum blame_kind kind;
	const char *word, *why; /* of BLAME_UNUSED */
};

static int note_doubt(const struct blame *b, void *arg)
{
	struct doubt *d = arg;

	if (blame_status(b->kind) == STATUS_UNKNOWN && (!d->any || b->kind < d->kind))
		*d = (struct doubt){true, b->kind, b->word, b->why};
	return 0;
}

void result_kernel_doubt(const struct result_kernel *part, char *ret, size_t size)
{
	const struct result_kernel *k = part->of ? part->of : part;
	const struct summary s = result_kernel_summary(k);
	struct doubt d = {0};

	blame_kernel(k, note_doubt, &d);
	*ret = '\0';
	if (k->outcome != OUTCOME_COMPLETE)
		snprintf(ret, size, "%s", outcome_word(k->outcome));
	else if (!result_kernel_is_complete(k))
		snprintf(ret, size, "%s", result_kernel_origin(k));
	else if (s.unknown)
		snprintf(ret, size, "%" PRId64 " unknown", s.unknown);
	else if (s.whole_unknown)
		snprintf(ret, size, "%" PRId64 " object%s unknown as a whole", s.whole_unknown,
			s.whole_unknown == 1 ? "" : "s");
	else if (d.any && d.kind == BLAME_NOTHING)
		snprintf(ret, size, "nothing was judged");
	else if (d.any && d.kind == BLAME_NO_FIGURE)
		snprintf(ret, size, "a limit's figure is not known");
	else if (d.any && d.kind == BLAME_UNUSED)
		snprintf(ret, size, "%s had no effect%s%s", d.word, d.why ? ": " : "",
			d.why ? d.why : "");
	else if (d.any)
		snprintf(ret, size, "a splat that may belong to any object");
}
