// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/retrace.h"
#include "bisect/judge.h"
#include "bisect/log-pair.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "stop.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One point, and its program that changed. */
struct side {
	const char *name; /* of its directory of logs */
	const struct point *point;
	struct observation *observation;
	const struct result_program *program;
};

static bool has_trace(const struct result_program *p)
{
	struct log_pair pair;
	const bool has = log_pair_make(&pair, p->log, NULL) == 0 && pair.good.traced;

	log_pair_clear(&pair);
	return has;
}

static bool lacks_trace(const struct side *s)
{
	return s->program && s->program->result.verdict == VERDICT_ACCEPTED &&
	       !*s->program->result.variant && s->observation->kernel && !has_trace(s->program);
}

/* The program of @r that is @like, by name, with the same verdict; NULL: none. */
static struct result_program *find(struct result *r, const struct result_program *like)
{
	for (size_t i = 0; r->n_kernels && i < r->kernels[0].n_objects; i++) {
		struct result_object *o = &r->kernels[0].objects[i];
		for (size_t j = 0; j < o->n_programs; j++) {
			const struct program_result *p = &o->programs[j].result;
			if (strcmp(p->name, like->result.name) == 0 &&
				strcmp(p->variant, like->result.variant) == 0 &&
				p->verdict == like->result.verdict &&
				p->insns == like->result.insns)
				return &o->programs[j];
		}
	}
	return NULL;
}

/* Move the log of the program in @from to that in the point's own result. */
static bool take_log(const struct side *s, struct result *from)
{
	struct result_program *source = find(from, s->program);
	struct result_program *own = find(s->observation->result, s->program);

	if (!source || !source->log || !has_trace(source) || !own)
		return false;
	free(own->log);
	own->log = steal(&source->log);
	return true;
}

/*
 * Whether an earlier run of this bisect booted the same kernel for it.  Then nothing is booted
 * again, whether the log is there or not.
 */
static bool was_retraced(const struct side *s, const char *logs)
{
	cleanup_free char *path = logs ? format_string("%s/result.json", logs) : NULL;
	cleanup_with(result_clear) struct result r = {0};
	const struct result *own = s->observation->result;

	if (!path || access(path, R_OK) || result_read(&r, path) || !r.n_kernels ||
		!own->n_kernels || !*own->kernels[0].image_sha256 ||
		strcmp(r.kernels[0].image_sha256, own->kernels[0].image_sha256) != 0 ||
		strcmp(r.docket_sha256, own->docket_sha256) != 0)
		return false;
	take_log(s, &r);
	return true;
}

/* A link in DIR leads to files that are not ours. */
static bool is_link(const char *logs)
{
	struct stat st;

	if (!logs || lstat(logs, &st) || !S_ISLNK(st.st_mode))
		return false;
	diag_warn("%s: is a symbolic link, and nothing is written there", logs);
	return true;
}

static void retrace_side(const struct side *s, struct axis *axis, struct question *q)
{
	cleanup_with(observation_clear) struct observation o = {0};
	const struct judge judge = judge_of(q);
	struct prepared prepared = {.kernel = s->observation->kernel};
	cleanup_free char *why = NULL;
	cleanup_free char *logs = q->dir ? format_string("%s/%s", q->dir, s->name) : NULL;

	if (is_link(logs) || was_retraced(s, logs))
		return;
	diag_note("%s: once more, for the log of what is accepted", s->point->title);
	if (axis->kind->prepare && !q->n_objects &&
		axis->kind->prepare(axis, s->point, &prepared, &why))
		return;
	/* its kernel is there: nothing is built */
	prepared.source = NULL;
	prepared.kernel = s->observation->kernel;
	if (!judge.ready(judge.arg, &prepared, &o))
		judge.ask(judge.arg, logs, &o);
	if (!o.result || !take_log(s, o.result))
		diag_warn("%s: the verifier's log is missing: %s", s->point->title,
			o.why ? o.why : "nothing was judged");
}

void retrace(struct story *s, struct axis *axis, struct question *q)
{
	struct finding *f = s->finding;
	const struct compared *row = s->changed.n ? s->changed.rows[0] : NULL;

	if (!row || row->whole || !f->suspects.n || !f->parents.n)
		return;
	const struct side sides[] = {{"log-good", &f->parents.list[0], &f->before, row->base},
		{"log-bad", &f->suspects.list[f->suspects.n - 1], &f->at, row->latest}};
	q->run.logs = true;
	for (size_t i = 0; i < ARRAY_SIZE(sides) && !stop_signal(); i++)
		if (lacks_trace(&sides[i]))
			retrace_side(&sides[i], axis, q);
	q->run.logs = false;
	judge_end(q);
}
