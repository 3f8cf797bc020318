// SPDX-License-Identifier: GPL-2.0-only
#include "report/kcidb.h"
#include "cleanup.h"
#include "diag.h"
#include "digest.h"
#include "outputs.h"
#include "report/answer.h"
#include "report/cases.h"
#include "report/excerpt.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <time.h>

#define FILE_MAX (200u << 20)
#define LOGS_MAX (24u << 20)
#define LOG_MAX	 16384 /* characters of log_excerpt in the schema */
#define ID_SIZE	 (SHA256_SIZE + 64)

struct kcidb {
	const struct result *result;
	json_t *checkouts, *builds, *tests;
	const char *origin;
	size_t logs_left;
	bool failed; /* there was no memory */
};

static const char *origin(void)
{
	const char *name = getenv(KCIDB_ORIGIN_VARIABLE);

	return name && *name ? name : KCIDB_ORIGIN;
}

int kcidb_check(void)
{
	const char *name = origin();

	if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name) &&
		strlen(name) <= 32)
		return 0;
	return diag_misuse(KCIDB_ORIGIN_VARIABLE
		"=%s: an origin has small letters, digits and \"_\", at most 32",
		name);
}

/* Set @key to @value, which is given away. */
static void put(struct kcidb *k, json_t *to, const char *key, json_t *value)
{
	k->failed |= json_object_set_new(to, key, value) != 0;
}

/* Nothing for NULL and "". */
static void put_text(struct kcidb *k, json_t *to, const char *key, const char *text)
{
	if (text && *text)
		put(k, to, key, json_string(text));
}

static void put_figure(struct kcidb *k, json_t *to, const char *key, int64_t value)
{
	if (value >= 0)
		put(k, to, key, json_integer(value));
}

/* "ORIGIN:" and the SHA-256 of @n @parts, of which no two lists have the same. */
static void put_id(struct kcidb *k, json_t *to, const char *key, const char *const *parts, size_t n)
{
	struct sha256_stream s = {0};
	char sha256[SHA256_SIZE] = "", id[ID_SIZE];

	k->failed |= sha256_begin(&s) != 0;
	for (size_t i = 0; i < n && !k->failed; i++)
		k->failed |= sha256_add(&s, parts[i], strlen(parts[i]) + 1) != 0;
	if (k->failed)
		sha256_drop(&s);
	else
		k->failed |= sha256_end(&s, sha256) != 0;
	snprintf(id, sizeof(id), "%s:%s", k->origin, sha256);
	put_text(k, to, key, id);
}

/* Of the image that was booted, so that it is the same in every run; else of this run's kernel. */
static void put_build_id(
	struct kcidb *k, json_t *to, const char *key, const struct result_kernel *kernel)
{
	const char *const of_image[] = {"image", kernel->image_sha256};
	const char *const of_run[] = {
		"run", k->result->started, k->result->docket_sha256, kernel->name};

	if (*kernel->image_sha256)
		put_id(k, to, key, of_image, ARRAY_SIZE(of_image));
	else
		put_id(k, to, key, of_run, ARRAY_SIZE(of_run));
}

/* Its start, if it is a time as RFC 3339 has it. */
static void put_start(struct kcidb *k, json_t *to)
{
	struct tm tm;
	const char *end = strptime(k->result->started, "%Y-%m-%dT%H:%M:%S", &tm);

	if (end && strcmp(end, "Z") == 0)
		put_text(k, to, "start_time", k->result->started);
}

/* Whether an earlier kernel than number @at booted the same image. */
static bool is_there(const struct kcidb *k, size_t at)
{
	for (size_t i = 0; i < at && *k->result->kernels[at].image_sha256; i++)
		if (strcmp(k->result->kernels[i].image_sha256,
			    k->result->kernels[at].image_sha256) == 0)
			return true;
	return false;
}

/* @text with what the schema's path has only; "_" for anything else. */
static void put_path_part(char *to, size_t size, const char *text)
{
	const size_t at = strlen(to);
	size_t n = at;

	if (n + 2 < size)
		to[n++] = '.';
	for (; *text && n + 1 < size; text++)
		to[n++] = isalnum((unsigned char)*text) || *text == '-' ? *text : '_';
	if (n == at + 1)
		to[n++] = '_';
	to[n] = '\0';
}

static void put_path(struct kcidb *k, json_t *to, const struct report_case *c)
{
	char path[OBJECT_NAME_SIZE + CASE_NAME_SIZE + 32] = "bpfjury", object[OBJECT_NAME_SIZE];

	if (c->object)
		put_path_part(path, sizeof(path) - CASE_NAME_SIZE - 8,
			result_object_name(object, c->object));
	put_path_part(path, sizeof(path), c->name);
	put_text(k, to, "path", path);
}

/* MISS: nothing came of it; ERROR: something came, and it is no verdict. */
static const char *status_of_case(const struct report_case *c)
{
	switch (c->met) {
	case MET_MET:
		return "PASS";
	case MET_UNMET:
		return "FAIL";
	case MET_SKIPPED:
		return "SKIP";
	default:
		return c->program ? "ERROR" : "MISS";
	}
}

static void put_log(struct kcidb *k, json_t *test, const char *log)
{
	const char *from = excerpt_end(log, k->logs_left < LOG_MAX ? k->logs_left : LOG_MAX);

	put_text(k, test, "log_excerpt", from);
	k->logs_left -= strlen(from);
}

/* What a program's record has beyond the status. */
static void put_answer(struct kcidb *k, json_t *test, json_t *misc, const struct report_case *c)
{
	const struct program_result *p = &c->program->result;
	char words[ANSWER_WORDS_SIZE];
	cleanup_free char *comment = NULL;

	if (asprintf(&comment, "%s%s%s%s%s", answer_words(p, words), *p->detail ? ": " : "",
		    p->detail, *c->why ? "; " : "", c->why) < 0)
		comment = NULL;
	k->failed |= !comment;
	put_text(k, test, "comment", comment);
	if (p->load_us >= 0)
		put(k, test, "duration", json_real((double)p->load_us / 1e6));
	/* the schema has a figure only where a test was executed */
	if (p->insns >= 0 && c->met != MET_SKIPPED)
		put(k, test, "number",
			json_pack("{sI ss}", "value", (json_int_t)p->insns, "unit", "insns"));
	if (c->met != MET_MET && c->program->log)
		put_log(k, test, c->program->log);
	put_text(k, misc, "verdict", verdict_word(p->verdict));
	put_text(k, misc, "expected", verdict_word(p->expected));
	put_text(k, misc, "errno", errno_symbol(p->err));
	put_text(k, misc, "reason", p->reason);
	put_text(k, misc, "help", p->help);
	put_text(k, misc, "erratum", p->erratum);
	put_text(k, misc, "source_at", p->source_at);
	put_figure(k, misc, "states", p->states);
	put_text(k, misc, "notes", p->notes);
}

static void put_test(
	struct kcidb *k, const struct result_kernel *kernel, const struct report_case *c)
{
	const struct result_object *o = c->object;
	const char *const id[] = {k->result->started, k->result->docket_sha256, kernel->name,
		o ? o->path : "", o ? o->shape : "", c->name};
	json_t *test = json_object(), *misc = json_object();

	put_id(k, test, "id", id, ARRAY_SIZE(id));
	put_build_id(k, test, "build_id", kernel);
	put_text(k, test, "origin", k->origin);
	put_path(k, test, c);
	put_text(k, test, "status", status_of_case(c));
	put_start(k, test);
	put_text(k, misc, "kernel", kernel->name);
	put_text(k, misc, "object", o ? o->path : NULL);
	put_text(k, misc, "object_sha256", o ? o->sha256 : NULL);
	put_text(k, misc, "case", c->name);
	if (c->program)
		put_answer(k, test, misc, c);
	else
		put_text(k, test, "comment", c->why);
	put(k, test, "environment", json_pack("{s{ss*}}", "misc", "accelerator", kernel->accel));
	put(k, test, "misc", misc);
	k->failed |= json_array_append_new(k->tests, test) != 0;
}

/* The kernel as source and as binary: what is known of the one is known of the other. */
static void put_build(struct kcidb *k, const struct result_kernel *kernel)
{
	json_t *checkout = json_object(), *build = json_object(), *misc = json_object();
	const char *arch = kernel->arch ? kernel->arch : "";

	put_build_id(k, checkout, "id", kernel);
	put_text(k, checkout, "origin", k->origin);
	put_text(k, checkout, "comment", kernel->version);
	put_build_id(k, build, "id", kernel);
	put_build_id(k, build, "checkout_id", kernel);
	put_text(k, build, "origin", k->origin);
	put_text(k, build, "comment", kernel->release);
	if (strspn(arch, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(arch))
		put_text(k, build, "architecture", arch);
	put_text(k, misc, "kernel", kernel->spec);
	put_text(k, misc, "image_sha256", kernel->image_sha256);
	put(k, build, "misc", misc);
	k->failed |= json_array_append_new(k->checkouts, checkout) != 0;
	k->failed |= json_array_append_new(k->builds, build) != 0;
}

static void put_kernel(struct kcidb *k, size_t at)
{
	const struct result_kernel *kernel = &k->result->kernels[at];
	cleanup_with(report_cases_clear) struct report_cases cases;

	if (report_cases_make(&cases, kernel)) {
		k->failed = true;
		return;
	}
	if (!is_there(k, at))
		put_build(k, kernel);
	for (size_t i = 0; i < cases.n && !k->failed; i++)
		put_test(k, kernel, &cases.cases[i]);
}

int kcidb_write(const struct result *r, const char *path)
{
	const struct result_kernel none = {.name = (char *)""};
	struct report_case of_run;
	struct kcidb k = {
		.result = r,
		.checkouts = json_array(),
		.builds = json_array(),
		.tests = json_array(),
		.origin = origin(),
		.logs_left = LOGS_MAX,
	};

	for (size_t i = 0; i < r->n_kernels && !k.failed; i++)
		put_kernel(&k, i);
	if (report_case_of_run(&of_run, r) && !k.failed) {
		if (!r->n_kernels)
			put_build(&k, &none); /* a test is of a build */
		put_test(&k, r->n_kernels ? &r->kernels[0] : &none, &of_run);
	}
	json_t *json = json_pack("{s{si si} so so so}", "version", "major", 5, "minor", 0,
		"checkouts", k.checkouts, "builds", k.builds, "tests", k.tests);
	const int err = k.failed || !json ? diag_errno(-ENOMEM, "write %s", path)
					  : output_json(path, json, FILE_MAX);
	json_decref(json);
	return err;
}
