// SPDX-License-Identifier: GPL-2.0-only
#include "report/ktap.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/answer.h"
#include "report/cases.h"
#include "report/excerpt.h"
#include "verdict/console-words.h"
#include "verdict/ktap-words.h"
#include "verdict/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#define FILE_MAX       (200u << 20)
#define LOGS_MAX       (24u << 20) /* of all logs */
#define LOG_MAX	       4096	   /* bytes of one log */
#define SPLATS_MAX     64	   /* of one kernel */
#define TEST_NAME_SIZE (OBJECT_NAME_SIZE + 32)
#define INDENT	       2 /* of one level */

struct ktap {
	FILE *out;
	size_t logs_left;
	struct ktap_counts all;
	bool failed; /* there was no memory for a text */
};

/* The name of a test, which is never that of the test that it is part of (@parent, or NULL). */
static const char *name_of(char ret[TEST_NAME_SIZE], const char *text, const char *parent)
{
	text_show(ret, TEST_NAME_SIZE - 16, text, strlen(text), false);
	ktap_make_name(ret);
	/* a parser would take it for the end of that test */
	if (!*ret)
		snprintf(ret, TEST_NAME_SIZE, "(no name)");
	if (parent && strcmp(ret, parent) == 0)
		strcat(ret, " (inner)");
	return ret;
}

/* "# key: text", a line for each of the text's; nothing for "". */
static void put_text(struct ktap *k, int level, const char *key, const char *text)
{
	cleanup_free char *clean = text_shown(text, strlen(text), true);

	k->failed |= !clean;
	if (clean)
		ktap_make_inert(clean);
	for (const char *at = clean; at && *at;) {
		const size_t len = strcspn(at, "\n");
		fprintf(k->out, "%*s%s %s%.*s\n", level * INDENT, "", KTAP_COMMENT, key, (int)len,
			at);
		at += len + (at[len] == '\n');
	}
}

static void put_figure(struct ktap *k, int level, const char *key, int64_t value)
{
	if (value >= 0)
		fprintf(k->out, "%*s%s %s%" PRId64 "\n", level * INDENT, "", KTAP_COMMENT, key,
			value);
}

/* The result line of test @number; @data follows the directive, NULL: nothing does. */
static void put_result(struct ktap *k, int level, struct ktap_words words, size_t number,
	const char *name, const char *data)
{
	char clean[DETAIL_SIZE] = "";

	text_show(clean, sizeof(clean), data ? data : "", data ? strlen(data) : 0, false);
	ktap_make_name(clean);
	fprintf(k->out, "%*s%s%zu %s", level * INDENT, "", words.ok ? KTAP_OK : KTAP_NOT_OK, number,
		name);
	if (words.directive)
		fprintf(k->out, " # %s%s%s", words.directive, *clean ? " " : "", clean);
	fputc('\n', k->out);
}

static void put_header(struct ktap *k, int level, const char *name, size_t tests)
{
	fprintf(k->out, "%*s" KTAP_VERSION "1\n", level * INDENT, "");
	if (name)
		fprintf(k->out, "%*s# Subtest: %s\n", level * INDENT, "", name);
	fprintf(k->out, "%*s" KTAP_PLAN "%zu\n", level * INDENT, "", tests);
}

static void put_log(struct ktap *k, int level, const char *log)
{
	const char *from = excerpt_end(log, k->logs_left < LOG_MAX ? k->logs_left : LOG_MAX);

	if (from > log)
		put_text(k, level, "", "the beginning of the log is in result.json");
	put_text(k, level, "| ", from);
	k->logs_left -= strlen(from);
}

/* What a program's answer is, before its result line. */
static void put_answer(struct ktap *k, int level, const struct result_program *program, bool met)
{
	const struct program_result *p = &program->result;
	const char *expected = verdict_word(p->expected);
	char words[ANSWER_WORDS_SIZE], place[PLACE_SIZE];

	put_text(k, level, "", answer_words(p, words));
	if (expected && p->expected != p->verdict)
		put_text(k, level, "expected: ", expected);
	if (!met) {
		answer_place(p, place);
		put_text(k, level, "detail: ", p->detail);
		put_text(k, level, "help: ", p->help);
		put_text(k, level, "erratum: ", p->erratum);
		put_text(k, level, "place: ", place);
	}
	put_text(k, level, "note: ", p->notes);
	put_figure(k, level, "insns: ", p->insns);
	put_figure(k, level, "states: ", p->states);
	if (!met && program->log)
		put_log(k, level, program->log);
}

/* One case: a test without subtests. */
static void put_case(
	struct ktap *k, int level, const struct report_case *c, size_t number, const char *parent)
{
	const struct program_result *p = c->program ? &c->program->result : NULL;
	const enum met met = c->met == MET_NONE ? MET_UNKNOWN : c->met;
	struct ktap_words words = ktap_program_words(p ? p->verdict : VERDICT_NONE, met);
	char name[TEST_NAME_SIZE];

	if (p)
		put_answer(k, level, c->program, met == MET_MET || met == MET_SKIPPED);
	put_text(k, level, "", c->why);
	put_result(k, level, words, number, name_of(name, c->name, parent),
		p && !*c->why ? p->detail : c->why);
	ktap_count(&k->all, met);
}

/* The cases of one object, from @cases on; without one it is a test without subtests. */
static void put_object(struct ktap *k, const struct result_object *o,
	const struct report_case *cases, size_t n, size_t number, const char *parent)
{
	struct ktap_counts counts = {0};
	char path[OBJECT_NAME_SIZE], name[TEST_NAME_SIZE];

	name_of(name, result_object_name(path, o), parent);
	if (n)
		put_header(k, 2, name, n);
	for (size_t i = 0; i < n; i++) {
		put_case(k, 2, &cases[i], i + 1, name);
		ktap_count(&counts, cases[i].met);
	}
	const struct ktap_words words = ktap_object_words(&counts);
	put_result(k, 1, words, number, name,
		words.ok ? "nothing was judged" : "an answer is unknown");
}

/* How many cases from @at on are of one object. */
static size_t of_object(const struct report_cases *c, size_t at, const struct result_object *o)
{
	size_t n = 0;

	while (at + n < c->n && c->cases[at + n].object == o)
		n++;
	return n;
}

static void put_kernel(struct ktap *k, const struct result_kernel *kernel, size_t number)
{
	cleanup_with(report_cases_clear) struct report_cases cases;
	struct ktap_counts counts = {0};
	size_t at = 0, tests = 0;
	char name[TEST_NAME_SIZE], doubt[160];

	if (report_cases_make(&cases, kernel)) {
		k->failed = true;
		return;
	}
	name_of(name, kernel->name, NULL);
	const size_t of_trial = cases.n && !cases.cases[cases.n - 1].object;
	if (kernel->n_objects + of_trial)
		put_header(k, 1, name, kernel->n_objects + of_trial);
	if (kernel->release)
		put_text(k, 1, "release: ", kernel->release);
	if (kernel->why)
		put_text(k, 1, "", kernel->why);
	if (*kernel->unproved)
		put_text(k, 1, "", result_kernel_origin(kernel));
	for (size_t i = 0; i < kernel->n_objects; i++) {
		const size_t n = of_object(&cases, at, &kernel->objects[i]);
		put_object(k, &kernel->objects[i], &cases.cases[at], n, ++tests, name);
		at += n;
	}
	if (of_trial)
		put_case(k, 1, &cases.cases[at], ++tests, name);
	for (size_t i = 0; i < kernel->n_splats && i < SPLATS_MAX; i++)
		put_text(k, 0, "splat: ", kernel->splats[i].title);
	result_kernel_doubt(kernel, doubt, sizeof(doubt));
	const enum met met = result_met_of(result_kernel_status(kernel));
	ktap_count(&counts, kernel->informative && met != MET_MET ? MET_SKIPPED : met);
	put_result(k, 0, ktap_object_words(&counts), number, name, doubt);
}

int ktap_write(const struct result *r, const char *path)
{
	cleanup_free char *text = NULL;
	size_t len = 0;
	struct report_case of_run;
	struct ktap k = {.out = open_memstream(&text, &len), .logs_left = LOGS_MAX};

	if (!k.out)
		return diag_errno(-ENOMEM, "write %s", path);
	const bool more = report_case_of_run(&of_run, r);
	put_header(&k, 0, NULL, r->n_kernels + more);
	for (size_t i = 0; i < r->n_kernels; i++)
		put_kernel(&k, &r->kernels[i], i + 1);
	if (more)
		put_case(&k, 0, &of_run, r->n_kernels + 1, NULL);
	fprintf(k.out, "# Totals: pass:%d fail:%d xfail:0 xpass:0 skip:%d error:%d\n", k.all.met,
		k.all.unmet, k.all.skipped, k.all.unknown);
	k.failed |= ferror(k.out) != 0;
	if (fclose(k.out) || k.failed)
		return diag_errno(-ENOMEM, "write %s", path);
	return output_text(path, text, len, FILE_MAX);
}
