// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a point is judged.
 *
 * ready() builds the tree that the axis prepared, or gets the kernel; ask() boots it, as often as
 * it is asked.
 *
 * What keeps a point from an answer is either its own, and then it is UNTESTABLE and another point
 * may have one: its source does not compile, its kernel does not boot, the mirror does not have it.
 * Or it is this machine's, and then the search stops (STOP): no compiler, no QEMU, a full disk, no
 * network, an object that cannot be read.  A kernel that the user named is the same at every point,
 * so that it stops, too.
 */
#include "bisect/judge.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "directories.h"
#include "format.h"
#include "kernel/find.h"
#include "monotonic.h"
#include "scratch.h"

#include <errno.h>
#include <string.h>

static enum answer build(struct question *q, struct observation *o)
{
	struct build_wish w = q->wish;

	w.source = q->prepared.source;
	w.step = true;
	if (q->prepared.config)
		w.config = q->prepared.config;
	const int r = build_kernel(&q->held, &w, false);
	if (r && build_failure_is_source(r))
		return observation_set(o, ANSWER_UNTESTABLE, "%s",
			r == -EBADMSG ? "it does not compile"
				      : "the compiler here is too new for it");
	if (r)
		return observation_set(o, ANSWER_STOP, "its kernel could not be built: %s",
			r == FAIL_MISUSE ? "see above" : strerror(-r));
	return ANSWER_NONE;
}

/* Whether no kernel at all is available after this failure of kernel_find(). */
static bool is_everywhere(int r)
{
	return r == -ENOSPC || r == -EDQUOT || r == -ENOMEM || r == -EHOSTUNREACH ||
	       r == -ETIMEDOUT || r == -EINTR || r == -EROFS;
}

static enum answer get(struct question *q, struct observation *o)
{
	const char *kernel = q->prepared.kernel ? q->prepared.kernel : q->kernel;
	struct kernel_spec spec;
	int r = spec_parse(&spec, kernel ? kernel : KERNEL_DEFAULT);

	if (!r)
		r = kernel_find(&q->held, &spec, FETCH_MISSING);
	if (!r && !q->held.image)
		r = -ENOENT;
	if (!r)
		return ANSWER_NONE;
	if (q->prepared.kernel && !is_everywhere(r))
		return observation_set(o, ANSWER_UNTESTABLE, "this kernel is not available");
	return observation_set(o, ANSWER_STOP, "no kernel is available");
}

/* What tells this kernel with these objects from others: a hash; "": not known. */
static int identify(const struct question *q, char ret[SHA256_SIZE])
{
	cleanup_with(sha256_drop) struct sha256_stream s = {0};
	const char *kernel = q->held.build_image ? q->held.build_image : q->held.package_sha256;
	const char *const *objects = q->prepared.objects;
	char one[SHA256_SIZE];

	*ret = '\0';
	if (!kernel)
		return 0;
	int r = sha256_begin(&s);
	if (!r)
		r = sha256_add(&s, kernel, strlen(kernel));
	for (size_t i = 0; objects && objects[i] && !r; i++) {
		if (sha256_file(objects[i], one))
			return 0; /* the trial says what is wrong with it */
		r = sha256_add(&s, one, sizeof(one));
	}
	return r ? r : sha256_end(&s, ret);
}

static enum answer judge_ready(void *arg, const struct prepared *prepared, struct observation *o)
{
	struct question *q = arg;
	const int64_t began = monotonic_ms();

	judge_end(q);
	q->prepared = *prepared;
	o->answer = ANSWER_NONE;
	if (prepared->source)
		build(q, o);
	else
		get(q, o);
	if (!o->answer) {
		/* the user's words for it, where there are any */
		const char *name = prepared->kernel		    ? prepared->kernel
				   : prepared->source || !q->kernel ? q->held.name
								    : q->kernel;
		o->kernel = name ? strdup(name) : strdup(KERNEL_DEFAULT);
		if (!o->kernel || identify(q, o->image))
			observation_set(o, ANSWER_STOP, "no memory");
	}
	o->ready_ms = monotonic_ms() - began;
	return o->answer;
}

void judge_end(struct question *q)
{
	kernel_clear(&q->held);
	q->held = KERNEL_NONE;
}

static struct run_options options_for(const struct question *q, char **kernels)
{
	struct run_options run = q->run;
	char *const *objects = (char *const *)q->prepared.objects;

	run.inputs.on = (struct plan_kernels){.kernels = kernels, .n_kernels = 1};
	run.inputs.paths = objects ? objects : q->objects;
	run.inputs.n_paths = objects ? 0 : q->n_objects;
	while (objects && objects[run.inputs.n_paths])
		run.inputs.n_paths++;
	return run;
}

/* Some MiB in each directory of logs, and the same in all; packing it takes 0.02 s. */
static void remove_archive(const char *logs)
{
	cleanup_free char *path = logs ? format_string("%s/archive.cpio", logs) : NULL;

	if (path)
		unlink(path);
}

/*
 * Where builds of an object are compared, the kernel must stay the one of the good end: an edit of
 * its tree or a newer package would be taken for the effect of a build.
 */
static bool is_other_kernel(const struct question *q, const struct result *r)
{
	const struct result *good = q->ends.only_good ? NULL : q->ends.good;

	return good && good->n_kernels && r->n_kernels && q->prepared.objects &&
	       *r->kernels[0].image_sha256 && *good->kernels[0].image_sha256 &&
	       strcmp(r->kernels[0].image_sha256, good->kernels[0].image_sha256) != 0;
}

static enum answer judge_ask(void *arg, const char *logs, struct observation *o)
{
	struct question *q = arg;
	char *kernels[] = {o->kernel};
	struct run_options run = options_for(q, kernels);
	const int64_t began = monotonic_ms();
	struct result *result = calloc(1, sizeof(*result));

	run.output = logs;
	const int r = result ? run_trials(result, &run) : diag_errno(-ENOMEM, "bisect");
	remove_archive(logs);
	o->ask_ms = monotonic_ms() - began;
	o->result = result;
	if (r)
		return observation_set(o, ANSWER_STOP, "nothing was judged");
	if (!result->n_kernels || result->kernels[0].outcome == OUTCOME_INFRA) {
		if ((logs && directory_is_full(logs)) || directory_is_full(scratch_parent()))
			return observation_set(o, ANSWER_STOP, "the disk is full");
	}
	if (is_other_kernel(q, result))
		return observation_set(o, ANSWER_STOP,
			"its kernel is another one than that of the good end; begin again");
	predicate_judge(o, &q->predicate, &q->ends);
	return o->answer;
}

int judge_check(const struct question *q, char *const *builds, char ret_docket[SHA256_SIZE])
{
	char kernel[] = KERNEL_DEFAULT, *kernels[] = {kernel};
	char *one[] = {builds ? builds[0] : NULL, NULL};
	struct run_options run = options_for(q, kernels);

	if (builds) {
		run.inputs.paths = one;
		run.inputs.n_paths = 1;
	}

	return run_check(&run, ret_docket);
}

struct judge judge_of(struct question *q)
{
	return (struct judge){.ready = judge_ready, .ask = judge_ask, .arg = q};
}
