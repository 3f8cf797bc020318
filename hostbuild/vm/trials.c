// SPDX-License-Identifier: GPL-2.0-only
#include "vm/trials.h"
#include "cleanup.h"
#include "diag.h"
#include "monotonic.h"
#include "stop.h"
#include "vm/progress.h"

#include <errno.h>

#define REDRAW_MS 250 /* the live lines show seconds */

/* Wait until a boot has something to read, or something is due. */
static void wait_for_boots(struct trial *trials, size_t count)
{
	struct pollfd *fds = calloc(count * BOOT_FDS + 1, sizeof(*fds));
	int64_t until_ms = monotonic_ms() + REDRAW_MS;
	size_t n = 0;

	if (!fds)
		return;
	fds[n++] = (struct pollfd){.fd = stop_fd(), .events = POLLIN};
	for (size_t i = 0; i < count; i++) {
		if (!trials[i].running)
			continue;
		n += boot_fds(&trials[i].boot, fds + n);
		if (boot_deadline(&trials[i].boot) < until_ms)
			until_ms = boot_deadline(&trials[i].boot);
	}
	const int64_t left_ms = until_ms - monotonic_ms();
	poll(fds, n, left_ms > 0 ? (int)left_ms : 0);
	free(fds);
}

static void draw(const struct trial *trials, size_t count)
{
	struct progress_row *rows = calloc(count, sizeof(*rows));

	for (size_t i = 0; rows && i < count; i++)
		rows[i] = (struct progress_row){
			.spec = trials[i].result->name,
			.gather = trials[i].started_ms ? &trials[i].gather : NULL,
			.started_ms = trials[i].started_ms,
			.boot = trials[i].result->n_boots + 1,
			.done = trials[i].done,
		};
	if (rows)
		progress_draw(rows, count);
	free(rows);
}

/*
 * Whether the next boot of @t may run with the others.  A guest takes little of what it may have,
 * unless an object needs it: only guests that were made larger are kept within the host's share.
 * One that is alone may always run.
 */
static bool fits(const struct trial *trials, size_t count, const struct trial *t)
{
	const struct trial_options *o = t->options;
	bool larger = t->memory_mib > t->input->memory_mib, alone = true;
	int64_t sum = t->memory_mib;

	for (size_t i = 0; i < count; i++) {
		if (!trials[i].running)
			continue;
		alone = false;
		larger |= trials[i].memory_mib > trials[i].input->memory_mib;
		sum += trials[i].memory_mib;
	}
	return alone || !larger || sum <= o->memory_max_mib;
}

/* Step those that run, start those that may; how many are not done. */
static size_t advance(struct trial *trials, size_t count, int jobs)
{
	size_t running = 0, left = 0;

	for (size_t i = 0; i < count; i++) {
		if (trials[i].running)
			trial_step(&trials[i]);
		running += trials[i].running;
	}
	for (size_t i = 0; i < count; i++) {
		if (!trials[i].running && !trials[i].done && running < (size_t)jobs &&
			fits(trials, count, &trials[i])) {
			trial_start(&trials[i]);
			running += trials[i].running;
		}
		left += !trials[i].done;
	}
	return left;
}

int trials_run(struct trial_input *inputs, size_t count, const struct trial_options *options)
{
	struct trial *trials = calloc(count ? count : 1, sizeof(*trials));
	int r = 0;

	if (!trials)
		return diag_errno(-ENOMEM, "trials");
	for (size_t i = 0; i < count; i++)
		trial_init(&trials[i], &inputs[i], options, count);
	if (stop_signal())
		r = -EINTR;
	while (!r && advance(trials, count, options->jobs)) {
		draw(trials, count);
		wait_for_boots(trials, count);
		if (stop_signal())
			r = -EINTR;
	}
	diag_live_clear();
	for (size_t i = 0; i < count; i++) {
		if (r)
			trial_interrupt(&trials[i]);
		trial_clear(&trials[i]);
	}
	free(trials);
	return r;
}
