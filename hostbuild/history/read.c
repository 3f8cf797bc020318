// SPDX-License-Identifier: GPL-2.0-only
#include "history/read.h"
#include "cleanup.h"
#include "diag.h"
#include "result/result.h"
#include "verdict/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define TRIALS_MAX   200000 /* kernels of all runs */
#define PROGRAMS_MAX 1000000

static void get_text(sqlite3_stmt *s, int column, char *ret, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	text_clean(
		ret, size, text ? text : "", text ? (size_t)sqlite3_column_bytes(s, column) : 0, 0);
}

/* NULL without memory. */
static char *new_text(sqlite3_stmt *s, int column)
{
	const char *text = (const char *)sqlite3_column_text(s, column);

	return text_cleaned(
		text ? text : "", text ? (size_t)sqlite3_column_bytes(s, column) : 0, 0);
}

static int64_t get_figure(sqlite3_stmt *s, int column)
{
	const int64_t figure = sqlite3_column_type(s, column) == SQLITE_INTEGER
				       ? sqlite3_column_int64(s, column)
				       : UNKNOWN_FIGURE;

	return figure < 0 ? UNKNOWN_FIGURE : figure;
}

/* Room for one more item of @size bytes in *@items, which has @n; -ENOMEM, -E2BIG, reported. */
static int make_room(struct history *h, void *items, size_t n, size_t size, size_t most)
{
	void **list = items;

	if (n >= most) {
		diag_error("%s: has more than %zu entries of one kind", h->path, most);
		return -E2BIG;
	}
	/* a power of two: there is no more room */
	if (n & (n - 1))
		return 0;
	void *more = realloc(*list, (n ? 2 * n : 1) * size);
	if (!more)
		return diag_errno(-ENOMEM, "%s", h->path);
	*list = more;
	return 0;
}

static int read_runs(struct history_trials *t, struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	int r = statement_make(&s, h,
		"SELECT id, started, docket_sha256, tool, libbpf FROM run ORDER BY started, id");

	while (!r && (r = statement_step(h, s)) == 1) {
		r = make_room(h, &t->runs, t->n_runs, sizeof(*t->runs), TRIALS_MAX);
		if (r)
			break;
		struct history_run *run = &t->runs[t->n_runs++];
		run->id = sqlite3_column_int64(s, 0);
		get_text(s, 1, run->started, sizeof(run->started));
		get_text(s, 2, run->docket_sha256, sizeof(run->docket_sha256));
		get_text(s, 3, run->tool, sizeof(run->tool));
		get_text(s, 4, run->libbpf, sizeof(run->libbpf));
	}
	return r;
}

/* Both lists were read in one order: the next run from *@at on that has @id. */
static const struct history_run *find_run(const struct history_trials *t, int64_t id, size_t *at)
{
	for (size_t i = 0; i < t->n_runs; i++, *at = (*at + 1) % t->n_runs)
		if (t->runs[*at].id == id)
			return &t->runs[*at];
	return NULL;
}

static int read_kernel(struct history_kernel *k, sqlite3_stmt *s)
{
	char outcome[24];
	enum outcome o;

	*k = (struct history_kernel){.id = sqlite3_column_int64(s, 0), .name = new_text(s, 2)};
	get_text(s, 3, k->release, sizeof(k->release));
	get_text(s, 4, k->version, sizeof(k->version));
	get_text(s, 5, k->arch, sizeof(k->arch));
	get_text(s, 6, k->image_sha256, sizeof(k->image_sha256));
	get_text(s, 7, outcome, sizeof(outcome));
	k->complete = !outcome_from_word(outcome, &o) && o == OUTCOME_COMPLETE;
	return k->name ? 0 : -ENOMEM;
}

static int by_name_and_time(const void *one, const void *other)
{
	const struct history_kernel *a = one, *b = other;
	int order = strverscmp(a->name, b->name);

	if (!order)
		order = strcmp(a->arch, b->arch);
	if (!order)
		order = (a->run > b->run) - (a->run < b->run);
	return order ? order : (a->id > b->id) - (a->id < b->id);
}

int history_trials_read(struct history_trials *ret, struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	size_t at = 0;
	int r = read_runs(ret, h);

	if (!r)
		r = statement_make(&s, h,
			"SELECT kernel.id, run, name, release, version, arch, image_sha256, outcome "
			"FROM kernel JOIN run ON run.id = run ORDER BY started, run, kernel.id");
	while (!r && (r = statement_step(h, s)) == 1) {
		r = make_room(h, &ret->kernels, ret->n_kernels, sizeof(*ret->kernels), TRIALS_MAX);
		if (r)
			break;
		struct history_kernel *k = &ret->kernels[ret->n_kernels];
		r = read_kernel(k, s);
		if (r)
			return diag_errno(r, "%s", h->path);
		k->run = find_run(ret, sqlite3_column_int64(s, 1), &at);
		ret->n_kernels++;
	}
	if (!r && ret->n_kernels)
		qsort(ret->kernels, ret->n_kernels, sizeof(*ret->kernels), by_name_and_time);
	return r;
}

void history_trials_clear(struct history_trials *t)
{
	for (size_t i = 0; i < t->n_kernels; i++)
		free(t->kernels[i].name);
	free(t->kernels);
	free(t->runs);
	*t = (struct history_trials){0};
}

static int compare_programs(const void *one, const void *other)
{
	const struct history_program *a = one, *b = other;
	int order = strcmp(a->path, b->path);

	order = order ? order : strcmp(a->shape, b->shape);
	order = order ? order : strcmp(a->name, b->name);
	order = order ? order : strcmp(a->variant, b->variant);
	return order ? order : (a->nth > b->nth) - (a->nth < b->nth);
}

int history_programs_read(struct history_program **ret, size_t *ret_count, struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	struct history_program *programs = NULL;
	size_t n = 0;
	int r = statement_make(&s, h,
		"SELECT program.id, nth, path, shape, name, variant "
		"FROM program JOIN object ON object.id = object");

	while (!r && (r = statement_step(h, s)) == 1) {
		r = make_room(h, &programs, n, sizeof(*programs), PROGRAMS_MAX);
		if (r)
			break;
		struct history_program *p = &programs[n++];
		*p = (struct history_program){.id = sqlite3_column_int64(s, 0),
			.nth = sqlite3_column_int64(s, 1),
			.path = new_text(s, 2),
			.shape = new_text(s, 3),
			.name = new_text(s, 4),
			.variant = new_text(s, 5)};
		if (!p->path || !p->shape || !p->name || !p->variant)
			r = diag_errno(-ENOMEM, "%s", h->path);
	}
	if (r) {
		history_programs_free(programs, n);
		return r;
	}
	if (n)
		qsort(programs, n, sizeof(*programs), compare_programs);
	*ret = programs;
	*ret_count = n;
	return 0;
}

struct history_program *history_program_find(struct history_program *programs, size_t count,
	const char *path, const char *shape, const char *name, const char *variant)
{
	const struct history_program key = {.path = (char *)path,
		.shape = (char *)shape,
		.name = (char *)name,
		.variant = (char *)variant};

	return count ? bsearch(&key, programs, count, sizeof(key), compare_programs) : NULL;
}

void history_answers_free(struct history_program *p)
{
	free(p->answers);
	p->answers = NULL;
	p->n_answers = 0;
}

void history_program_clear(struct history_program *p)
{
	history_answers_free(p);
	free(p->path);
	free(p->shape);
	free(p->name);
	free(p->variant);
	*p = (struct history_program){0};
}

void history_programs_free(struct history_program *p, size_t count)
{
	for (size_t i = 0; i < count; i++)
		history_program_clear(&p[i]);
	free(p);
}

/* Met is what the file says, unless its verdict, its expectation or its trial contradict. */
static enum met sound_met(enum met met, enum verdict v, enum verdict expected, bool complete)
{
	const struct program_result p = {.verdict = v, .expected = expected, .met = met};

	if (met == MET_NONE || v == VERDICT_NONE || !met_is_sound(&p) ||
		(met == MET_MET && !complete))
		return MET_UNKNOWN;
	return met;
}

static void read_answer(struct history_answer *a, const struct history_kernel *k, sqlite3_stmt *s)
{
	char verdict[16], expected[16], met[16];
	const int64_t err = get_figure(s, 4);

	*a = (struct history_answer){.kernel = k, .err = err > 0 && err < 4096 ? (int)err : 0};
	get_text(s, 0, a->object_sha256, sizeof(a->object_sha256));
	get_text(s, 1, verdict, sizeof(verdict));
	get_text(s, 2, expected, sizeof(expected));
	get_text(s, 3, met, sizeof(met));
	get_text(s, 5, a->reason, sizeof(a->reason));
	a->verdict = verdict_from_word(verdict);
	a->met =
		sound_met(met_from_word(met), a->verdict, verdict_from_word(expected), k->complete);
	a->insns = get_figure(s, 6);
	a->states = get_figure(s, 7);
	a->peak_states = get_figure(s, 8);
	a->load_us = get_figure(s, 9);
}

int history_answers_read(
	struct history_program *p, const struct history_trials *t, struct history *h)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	int r = statement_make(&s, h,
		"SELECT sha256, verdict, expected, met, errno, reason, insns, states, peak_states, "
		"load_us FROM answer JOIN build ON build.id = build "
		"WHERE kernel = ? AND program = ?");

	history_answers_free(p);
	p->answers = calloc(t->n_kernels + 1, sizeof(*p->answers));
	if (!p->answers)
		return diag_errno(-ENOMEM, "%s", h->path);
	for (size_t i = 0; !r && i < t->n_kernels; i++) {
		r = statement_bind(h, s, "ii", t->kernels[i].id, p->id);
		if (!r)
			r = statement_step(h, s);
		if (r == 1) {
			read_answer(&p->answers[p->n_answers++], &t->kernels[i], s);
			r = 0;
		}
	}
	return r;
}
