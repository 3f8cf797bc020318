// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a point is judged.
 *
 * ready() builds the tree that the axis prepared; the store keeps the kernel, under whose name
 * ask() boots it, as often as it is asked.  A tree that does not compile is this point's fault
 * (UNTESTABLE).  Everything else that keeps a build or a run from an answer is this machine's
 * (STOP): no compiler, no QEMU, a full disk, an object that cannot be read.
 */
#include "bisect/judge.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "monotonic.h"

#include <errno.h>
#include <string.h>

static enum answer build(struct question *q, struct observation *o)
{
	cleanup_with(kernel_clear) struct kernel k = KERNEL_NONE;
	struct build_wish w = q->wish;

	w.source = q->prepared.source;
	if (q->prepared.config)
		w.config = q->prepared.config;
	const int r = build_kernel(&k, &w, false);
	if (r == -EBADMSG)
		return observation_set(o, ANSWER_UNTESTABLE, "it does not compile");
	if (r)
		return observation_set(o, ANSWER_STOP, "its kernel could not be built");
	o->kernel = strdup(k.name);
	return o->kernel ? ANSWER_NONE : observation_set(o, ANSWER_STOP, "no memory");
}

static enum answer judge_ready(void *arg, const struct prepared *prepared, struct observation *o)
{
	struct question *q = arg;
	const int64_t began = monotonic_ms();

	q->prepared = *prepared;
	if (prepared->source) {
		build(q, o);
	} else {
		o->kernel = strdup(prepared->kernel ? prepared->kernel : q->kernel);
		if (!o->kernel)
			observation_set(o, ANSWER_STOP, "no memory");
	}
	o->ready_ms = monotonic_ms() - began;
	return o->answer;
}

static enum answer judge_ask(void *arg, const char *name, struct observation *o)
{
	struct question *q = arg;
	struct run_options run = q->run;
	char *kernels[] = {o->kernel};
	const int64_t began = monotonic_ms();
	cleanup_free char *output = q->dir ? format_string("%s/%s", q->dir, name) : NULL;
	struct result *result = calloc(1, sizeof(*result));
	int r = result && (output || !q->dir) ? 0 : diag_errno(-ENOMEM, "bisect");

	run.output = output;
	run.inputs.on = (struct plan_kernels){.kernels = kernels, .n_kernels = 1};
	run.inputs.paths = (char *const *)q->prepared.objects;
	for (run.inputs.n_paths = 0; run.inputs.paths && run.inputs.paths[run.inputs.n_paths];)
		run.inputs.n_paths++;
	if (!run.inputs.paths) {
		run.inputs.paths = q->objects;
		run.inputs.n_paths = q->n_objects;
	}
	if (!r)
		r = run_trials(result, &run);
	o->ask_ms = monotonic_ms() - began;
	if (r) {
		free(result);
		return observation_set(o, ANSWER_STOP, "nothing was judged");
	}
	o->result = result;
	predicate_judge(o, &q->predicate, &q->ends);
	return o->answer;
}

struct judge judge_of(struct question *q)
{
	return (struct judge){.ready = judge_ready, .ask = judge_ask, .arg = q};
}
