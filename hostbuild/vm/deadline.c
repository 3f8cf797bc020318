// SPDX-License-Identifier: GPL-2.0-only
#include "vm/deadline.h"

#include <inttypes.h>
#include <stdio.h>

void deadline_start(struct deadline *d, int64_t now_ms, int64_t program_timeout_s)
{
	*d = (struct deadline){
		.hello_limit_ms = HELLO_SECONDS * 1000,
		.silence_limit_ms = SILENCE_SECONDS * 1000,
		.stop_limit_ms = STOP_SECONDS * 1000,
		.program_limit_ms = program_timeout_s * 1000,
		.started_ms = now_ms,
		.record_ms = now_ms,
		.progress_ms = now_ms,
	};
}

void deadline_record(struct deadline *d, const struct gather *g, int64_t now_ms)
{
	d->record_ms = now_ms;
	d->looked_ms = 0;
	if (g->last_kind == RECORD_TICK || g->last_kind == RECORD_LOG ||
		g->last_kind == RECORD_UNREACHED || g->last_kind == RECORD_HOT ||
		g->last_kind == RECORD_SPLAT || g->last_kind == RECORD_REPORT)
		return;
	d->progress_ms = now_ms;
	d->stop_sent_ms = 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When the time for the current step is over, or that for stopping it. */
static int64_t step_end_ms(const struct deadline *d)
{
	return d->stop_sent_ms ? d->stop_sent_ms + d->stop_limit_ms
			       : d->progress_ms + d->program_limit_ms;
}

int64_t deadline_next(const struct deadline *d, const struct gather *g)
{
	if (!g->hello)
		return least(d->started_ms + d->hello_limit_ms,
			(d->looked_ms ? d->looked_ms : d->started_ms) + LOOK_SECONDS * 1000);
	if (!g->plan)
		return d->record_ms + d->hello_limit_ms;
	return d->looked_ms ? step_end_ms(d)
			    : least(step_end_ms(d), d->record_ms + d->silence_limit_ms);
}

static enum due end(char *why, size_t size, const char *what, int64_t ms)
{
	snprintf(why, size, "%s for %" PRId64 " s", what, (ms + 500) / 1000);
	return DUE_END;
}

/* First /init is ordered to stop; then its time to do so is over too. */
static enum due step_due(struct deadline *d, int64_t now_ms, char *why, size_t size)
{
	if (!d->stop_sent_ms) {
		d->stop_sent_ms = now_ms;
		return DUE_STOP;
	}
	if (d->record_ms <= d->stop_sent_ms)
		return end(why, size, "no sign of life", now_ms - d->record_ms);
	snprintf(why, size, "no answer within %" PRId64 " s, and the guest cannot stop it",
		d->program_limit_ms / 1000);
	return DUE_END;
}

enum due deadline_due(
	struct deadline *d, const struct gather *g, int64_t now_ms, char *why, size_t size)
{
	if (now_ms < deadline_next(d, g))
		return DUE_NOTHING;
	if (!g->hello && now_ms >= d->started_ms + d->hello_limit_ms)
		return end(why, size, "no record", now_ms - d->started_ms);
	if (!g->hello) {
		d->looked_ms = now_ms;
		return DUE_LOOK;
	}
	if (!g->plan)
		return end(why, size, "no sign of life", now_ms - d->record_ms);
	if (now_ms >= step_end_ms(d))
		return step_due(d, now_ms, why, size);
	if (!g->program_open && !g->whole_open)
		return end(why, size, "no sign of life", now_ms - d->record_ms);
	d->looked_ms = now_ms;
	return DUE_LOOK;
}
