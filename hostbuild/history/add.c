// SPDX-License-Identifier: GPL-2.0-only
#include "history/add.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "history/store.h"

#include <errno.h>
#include <string.h>

#define SAME_NAMES_MAX 64 /* programs of one object with one name and variant */

/* What a run is known by: a second copy of its result has the same. */
static int identify(const struct result *r, char ret[SHA256_SIZE])
{
	cleanup_with(sha256_drop) struct sha256_stream s = {0};
	int err = sha256_begin(&s);

	for (size_t i = 0; !err && i <= r->n_kernels; i++) {
		const struct result_kernel *k = i ? &r->kernels[i - 1] : NULL;
		const char *const texts[] = {k ? k->name : r->started,
			k ? k->arch : r->docket_sha256, k ? k->version : "",
			k ? k->image_sha256 : "", k ? outcome_word(k->outcome) : ""};
		for (size_t j = 0; !err && j < ARRAY_SIZE(texts); j++)
			err = sha256_add(
				&s, texts[j] ? texts[j] : "", texts[j] ? strlen(texts[j]) + 1 : 1);
		/* two runs of one second differ in these */
		for (size_t b = 0; !err && k && b < k->n_boots; b++)
			err = sha256_add(&s, k->boots[b].nonce, strlen(k->boots[b].nonce) + 1);
	}
	return err ? err : sha256_end(&s, ret);
}

/* A row that is found by its columns, or made of them. */
struct row {
	sqlite3_stmt *find, *make;
};

/* One addition. */
struct adding {
	struct history h;
	struct row objects, builds, programs;
	sqlite3_stmt *answer;
	int64_t run, kernel; /* ids of the rows that are being added */
};

static void adding_clear(struct adding *a)
{
	sqlite3_stmt *const statements[] = {a->objects.find, a->objects.make, a->builds.find,
		a->builds.make, a->programs.find, a->programs.make, a->answer};

	for (size_t i = 0; i < ARRAY_SIZE(statements); i++)
		sqlite3_finalize(statements[i]);
	history_close(&a->h);
}

static int prepare(struct adding *a)
{
	struct {
		sqlite3_stmt **to;
		const char *sql;
	} const statements[] = {
		{&a->objects.find, "SELECT id FROM object WHERE path = ? AND shape = ?"},
		{&a->objects.make, "INSERT INTO object (path, shape) VALUES (?, ?)"},
		{&a->builds.find, "SELECT id FROM build WHERE sha256 = ?"},
		{&a->builds.make, "INSERT INTO build (sha256) VALUES (?)"},
		{&a->programs.find, "SELECT id FROM program "
				    "WHERE object = ? AND name = ? AND variant = ? AND nth = ?"},
		{&a->programs.make,
			"INSERT INTO program (object, name, variant, nth) VALUES (?, ?, ?, ?)"},
		{&a->answer,
			"INSERT OR IGNORE INTO answer (kernel, program, build, verdict, expected, met, "
			"errno, reason, insns, states, peak_states, stack, xlated_bytes, jited_bytes, "
			"load_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
	};
	int r = 0;

	for (size_t i = 0; !r && i < ARRAY_SIZE(statements); i++)
		r = statement_make(statements[i].to, &a->h, statements[i].sql);
	return r;
}

/* The id of the row with these columns. */
#define row_of(a, row, ret, ...)                                                                   \
	({                                                                                         \
		int row_ = statement_bind(&(a)->h, (row)->find, __VA_ARGS__);                      \
		if (!row_)                                                                         \
			row_ = statement_step(&(a)->h, (row)->find);                               \
		if (row_ == 1)                                                                     \
			*(ret) = sqlite3_column_int64((row)->find, 0);                             \
		else if (!row_ && !(row_ = statement_run(&(a)->h, (row)->make, __VA_ARGS__)))      \
			*(ret) = sqlite3_last_insert_rowid((a)->h.db);                             \
		row_ < 0 ? row_ : 0;                                                               \
	})

/* -EEXIST: the run is there. */
static int add_run(struct adding *a, const struct result *r)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	char identity[SHA256_SIZE];
	int err = identify(r, identity);

	if (err)
		return diag_errno(err, "%s", a->h.path);
	err = statement_make(&s, &a->h,
		"INSERT OR IGNORE INTO run (identity, started, docket_sha256, tool, libbpf) "
		"VALUES (?, ?, ?, ?, ?)");
	if (!err)
		err = statement_run(&a->h, s, "ttttt", identity, r->started, r->docket_sha256,
			r->tool, r->libbpf);
	if (err)
		return err;
	if (!sqlite3_changes(a->h.db))
		return -EEXIST;
	a->run = sqlite3_last_insert_rowid(a->h.db);
	return 0;
}

static int add_kernel(struct adding *a, const struct result_kernel *k)
{
	cleanup_with(statement_end) sqlite3_stmt *s = NULL;
	int r = statement_make(&s, &a->h,
		"INSERT INTO kernel (run, name, release, version, arch, image_sha256, outcome) "
		"VALUES (?, ?, ?, ?, ?, ?, ?)");

	if (!r)
		r = statement_run(&a->h, s, "itttttt", a->run, k->name, k->release, k->version,
			k->arch, *k->image_sha256 ? k->image_sha256 : NULL,
			outcome_word(k->outcome));
	a->kernel = sqlite3_last_insert_rowid(a->h.db);
	return r;
}

/* Of one object. */
struct place {
	int64_t object, build;
	const char *name; /* for people */
};

/*
 * @name: "" is the whole object.  @met is what the exit status counts: an incomplete trial has none
 * that is met.
 */
static int add_answer(struct adding *a, const struct place *at, const char *name,
	const struct program_result *p, enum met met)
{
	for (int64_t nth = 0; nth < SAME_NAMES_MAX; nth++) {
		int64_t program = 0;
		int r = row_of(
			a, &a->programs, &program, "itti", at->object, name, p->variant, nth);
		if (!r)
			r = statement_run(&a->h, a->answer, "iiitttitffftfff", a->kernel, program,
				at->build, verdict_word(p->verdict), verdict_word(p->expected),
				met_word(met ? met : MET_UNKNOWN), (int64_t)p->err, p->reason,
				p->insns, p->states, p->peak_states, p->stack, p->xlated_bytes,
				p->jited_bytes, p->load_us);
		if (r || sqlite3_changes(a->h.db))
			return r;
	}
	diag_error("%s: not added: %s has more than %d programs called %s", a->h.path, at->name,
		SAME_NAMES_MAX, name);
	return -E2BIG;
}

static int add_object(struct adding *a, const struct result_object *o, bool complete)
{
	char name[OBJECT_NAME_SIZE];
	struct place at = {.name = result_object_name(name, o)};
	int r = row_of(a, &a->objects, &at.object, "tt", o->path, o->shape);

	if (!r)
		r = row_of(a, &a->builds, &at.build, "t", o->sha256);
	for (size_t i = 0; !r && i < o->n_programs; i++)
		r = add_answer(a, &at, o->programs[i].result.name, &o->programs[i].result,
			result_program_met(&o->programs[i].result, complete));
	if (!r && o->whole)
		r = add_answer(a, &at, "", &o->whole->load.result, result_whole_met(o, complete));
	return r;
}

static int add_all(struct adding *a, const struct result *r)
{
	int err = add_run(a, r);

	if (!err)
		err = prepare(a);
	for (size_t i = 0; !err && i < r->n_kernels; i++) {
		const struct result_kernel *k = &r->kernels[i];
		/* what the user believes is not proved by that */
		const bool complete = result_kernel_is_complete(k) && !*k->unproved;
		err = add_kernel(a, k);
		for (size_t j = 0; !err && j < k->n_objects; j++)
			err = add_object(a, &k->objects[j], complete);
	}
	return err ? err : history_commit(&a->h);
}

int history_add(const char *path, struct result *r)
{
	cleanup_with(adding_clear) struct adding a = {0};
	int err = history_open(&a.h, path, true);

	if (!err)
		err = add_all(&a, r);
	if (err == -EEXIST) {
		diag_note("%s: the run of %s is there already, and not added again", path,
			r->started);
		err = 0;
	}
	free(r->history);
	r->history = err ? NULL : strdup(path);
	return !err && !r->history ? diag_errno(-ENOMEM, "%s", path) : err;
}
