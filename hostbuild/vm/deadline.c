// SPDX-License-Identifier: GPL-2.0-only
#include "vm/deadline.h"

#include <inttypes.h>
#include <stdio.h>

void deadline_start(struct deadline *d, int64_t now, int64_t program_timeout_s)
{
	*d = (struct deadline){
		.hello_ms = HELLO_SECONDS * 1000,
		.silence_ms = SILENCE_SECONDS * 1000,
		.stop_ms = STOP_SECONDS * 1000,
		.program_ms = program_timeout_s * 1000,
		.started = now,
		.heard = now,
		.progress = now,
	};
}

void deadline_heard(struct deadline *d, const struct gather *g, int64_t now)
{
	d->heard = now;
	d->looked = 0;
	if (g->last_kind == RECORD_TICK || g->last_kind == RECORD_LOG ||
		g->last_kind == RECORD_SPLAT || g->last_kind == RECORD_REPORT)
		return;
	d->progress = now;
	d->stopped = 0;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

int64_t deadline_next(const struct deadline *d, const struct gather *g)
{
	if (!g->hello)
		return least(d->started + d->hello_ms,
			(d->looked ? d->looked : d->started) + LOOK_SECONDS * 1000);
	if (!g->plan)
		return d->heard + d->hello_ms;
	const int64_t program = d->stopped ? d->stopped + d->stop_ms : d->progress + d->program_ms;
	return d->looked ? program : least(program, d->heard + d->silence_ms);
}

static enum due end(char *why, size_t size, const char *what, int64_t ms)
{
	snprintf(why, size, "%s for %" PRId64 " s", what, (ms + 500) / 1000);
	return DUE_END;
}

/* The program's time is over: it is told so, and then had its time to obey. */
static enum due program_due(struct deadline *d, int64_t now, char *why, size_t size)
{
	if (!d->stopped) {
		d->stopped = now;
		return DUE_STOP;
	}
	if (d->heard <= d->stopped)
		return end(why, size, "no sign of life", now - d->heard);
	snprintf(why, size, "no answer within %" PRId64 " s, and the guest cannot stop it",
		d->program_ms / 1000);
	return DUE_END;
}

enum due deadline_due(
	struct deadline *d, const struct gather *g, int64_t now, char *why, size_t size)
{
	if (now < deadline_next(d, g))
		return DUE_NOTHING;
	if (!g->hello && now >= d->started + d->hello_ms)
		return end(why, size, "no record", now - d->started);
	if (!g->hello) {
		d->looked = now;
		return DUE_LOOK;
	}
	if (!g->plan)
		return end(why, size, "no sign of life", now - d->heard);
	if (now >= (d->stopped ? d->stopped + d->stop_ms : d->progress + d->program_ms))
		return program_due(d, now, why, size);
	if (!g->in_hand)
		return end(why, size, "no sign of life", now - d->heard);
	d->looked = now;
	return DUE_LOOK;
}
