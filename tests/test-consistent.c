// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exit status, the sums and every report of one result say the same: of results that are drawn,
 * with known failures, limits, allowed splats, doubts of all kinds and a second build.
 */
#include "test-result-samples.h"
#include "cleanup.h"
#include "diag.h"
#include "directories.h"
#include "files.h"
#include "format.h"
#include "report/cases.h"
#include "report/github.h"
#include "report/junit.h"
#include "report/kcidb.h"
#include "report/ktap.h"
#include "report/markdown.h"
#include "result/split.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#define SEEDS 600

static unsigned int draw(unsigned int *state, unsigned int below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

static char *copy(const char *text)
{
	char *p = strdup(text);

	assert_non_null(p);
	return p;
}

/* What a project says of the answer; @calm: nothing of it is trouble. */
static void say(unsigned int *state, struct result_program *p, bool calm)
{
	if (calm)
		p->result.met = draw(state, 4) ? MET_MET : MET_SKIPPED;
	if (draw(state, 4) == 0) {
		p->known = calloc(1, sizeof(*p->known));
		assert_non_null(p->known);
		p->known->why = copy("why");
		strcpy(p->known->until, "2026-01-31");
		p->known->expired = draw(state, 2);
		if (calm && !p->known->expired && draw(state, 2))
			p->result.met = MET_UNMET;
	}
	if (calm || draw(state, 4))
		return;
	p->n_crossed = 1 + draw(state, 2);
	p->crossed = calloc(p->n_crossed, sizeof(*p->crossed));
	assert_non_null(p->crossed);
	for (size_t i = 0; i < p->n_crossed; i++)
		p->crossed[i] = (struct result_crossed){
			.limit = copy("insns>9"), .value = (int64_t)draw(state, 3) - 1};
}

/* What makes a result red and no more: a refusal, or a limit. */
static void spoil(unsigned int *state, struct result_object *o)
{
	struct result_program *p = &o->programs[draw(state, (unsigned int)o->n_programs)];

	if (draw(state, 2)) {
		p->result.met = MET_UNMET;
		if (p->known)
			p->known->expired = true;
		return;
	}
	p->n_crossed = 1;
	p->crossed = calloc(1, sizeof(*p->crossed));
	assert_non_null(p->crossed);
	p->crossed[0] = (struct result_crossed){.limit = copy("insns>9"), .value = 10};
}

static void say_of_object(unsigned int *state, struct result_object *o, bool calm)
{
	const bool like_first = o->whole && o->n_programs && draw(state, 2);

	if (calm || draw(state, 2)) {
		o->announced = (int64_t)o->n_programs;
		o->ended = true;
	}
	for (size_t i = 0; i < o->n_programs; i++)
		say(state, &o->programs[i], calm);
	if (o->whole)
		say(state, &o->whole->load, calm);
	if (like_first)
		o->whole->load.result = o->programs[0].result;
	if (like_first && calm && draw(state, 2))
		o->whole->load.result.met = MET_MET;
}

static void allow(unsigned int *state, struct result_splat *s, bool calm)
{
	if (!calm && draw(state, 2))
		return;
	s->allowed = calloc(1, sizeof(*s->allowed));
	assert_non_null(s->allowed);
	s->allowed->reason = copy("harmless");
	s->allowed->link = copy("https://example.org/1");
}

static void say_of_kernel(unsigned int *state, struct result_kernel *k, bool calm)
{
	if (calm || draw(state, 2))
		k->outcome = OUTCOME_COMPLETE;
	if (draw(state, 6) == 0) {
		strcpy(k->unproved, RESULT_CONSOLE);
		k->believed = calm;
	}
	for (size_t i = 0; i < k->n_objects; i++)
		say_of_object(state, &k->objects[i], calm);
	for (size_t i = 0; i < k->n_splats; i++)
		allow(state, &k->splats[i], calm);
	if (!calm && draw(state, 4) == 0) {
		free(k->append);
		k->append = copy("quiet nosuch=1");
		json_decref(k->features);
		k->features = json_pack(
			"{s[{ssss}]}", "unused_words", "word", "nosuch=1", "why", "not known");
	}
}

static void make(struct result *r, unsigned int seed)
{
	unsigned int state = seed * 977;

	sample_random(r, seed);
	const unsigned int calm = draw(&state, 4), spoilt = draw(&state, 2);
	for (size_t i = 0; i < r->n_kernels; i++) {
		struct result_kernel *k = &r->kernels[i];
		say_of_kernel(&state, k, calm);
		if (calm && spoilt && k->n_objects && k->objects[0].n_programs)
			spoil(&state, &k->objects[0]);
	}
}

static int worst(bool unmet, bool unknown)
{
	return unknown ? STATUS_UNKNOWN : unmet ? STATUS_UNMET : STATUS_MET;
}

/* One kernel by itself, as if it were required. */
static void kernel_agrees(struct result_kernel *k)
{
	const bool informative = k->informative;
	struct report_cases c;
	char doubt[160];

	k->informative = false;
	const int status = result_kernel_status(k);
	const struct summary s = result_kernel_summary(k);
	assert_int_equal(report_cases_make(&c, k), 0);
	assert_int_equal(status, worst(c.unmet, c.unknown));
	size_t unmet = 0, unknown = 0;
	for (size_t i = 0; i < c.n; i++) {
		unmet += c.cases[i].met == MET_UNMET;
		unknown += c.cases[i].met == MET_UNKNOWN;
		if (c.cases[i].met != MET_MET && !c.cases[i].program)
			assert_string_not_equal(c.cases[i].why, "");
	}
	assert_int_equal(unmet, c.unmet);
	assert_int_equal(unknown, c.unknown);
	if (s.unknown || s.whole_unknown)
		assert_int_equal(status, STATUS_UNKNOWN);
	if (s.unmet || s.whole_unmet || s.crossed)
		assert_int_not_equal(status, STATUS_MET);
	if (status == STATUS_MET)
		assert_true(s.met || s.known);
	result_kernel_doubt(k, doubt, sizeof(doubt));
	assert_int_equal(*doubt != '\0', status == STATUS_UNKNOWN);
	report_cases_clear(&c);
	k->informative = informative;
}

static char *file_of(int (*write)(const struct result *r, const char *path), const struct result *r)
{
	char *text = NULL;

	assert_int_equal(write(r, "report"), 0);
	assert_int_equal(files_read("report", 256u << 20, &text, NULL), 0);
	return text;
}

/* The sum of all numbers that follow @key. */
static long sum_of(const char *text, const char *key)
{
	long sum = 0;

	for (const char *at = text; (at = strstr(at, key));) {
		at += strlen(key);
		sum += atol(at);
	}
	return sum;
}

static bool has(const char *text, const char *words)
{
	return strstr(text, words) != NULL;
}

static void reports_agree(const struct result *r, int status)
{
	cleanup_free char *junit = file_of(junit_write, r), *ktap = file_of(ktap_write, r);
	cleanup_free char *github = file_of(github_write, r), *kcidb = file_of(kcidb_write, r);
	cleanup_free char *markdown = file_of(markdown_write, r);

	assert_int_equal(
		worst(sum_of(junit, "failures=\"") > 0, sum_of(junit, "errors=\"") > 0), status);
	assert_int_equal(worst(has(junit, "<failure"), has(junit, "<error")), status);
	assert_int_equal(worst(sum_of(ktap, " fail:") > 0, sum_of(ktap, " error:") > 0), status);
	assert_int_equal(has(ktap, "\nnot ok "), status != STATUS_MET);
	assert_int_equal(worst(has(github, "::error "), has(github, "::warning ")), status);
	assert_int_equal(
		worst(has(kcidb, "\"status\": \"FAIL\""),
			has(kcidb, "\"status\": \"ERROR\"") || has(kcidb, "\"status\": \"MISS\"")),
		status);
	assert_memory_equal(markdown,
		status == STATUS_MET	 ? "## ✅"
		: status == STATUS_UNMET ? "## ❌"
					 : "## ❓",
		strlen("## ✅"));
}

/* The same after it was written and read; what the user believes is not in the file. */
static void file_agrees(const struct result *r, int status)
{
	struct result again = {0};
	json_t *json = result_json(r);
	cleanup_free char *text = json_dumps(json, 0);

	json_decref(json);
	assert_non_null(text);
	assert_int_equal(result_parse(&again, "again", text, strlen(text)), 0);
	for (size_t i = 0; i < r->n_kernels; i++)
		again.kernels[i].believed = r->kernels[i].believed;
	assert_int_equal(result_status(&again), status);
	result_clear(&again);
}

static void all_say_the_same(void **state)
{
	size_t seen[STATUS_UNKNOWN + 1] = {0};

	(void)state;
	for (unsigned int seed = 1; seed <= SEEDS; seed++) {
		struct result r;
		bool required = false;
		int status = STATUS_MET;
		make(&r, seed);
		for (size_t i = 0; i < r.n_kernels; i++) {
			kernel_agrees(&r.kernels[i]);
			required |= !r.kernels[i].informative;
			const int one = result_kernel_status(&r.kernels[i]);
			if (!r.kernels[i].informative && one > status)
				status = one;
		}
		status = required ? status : STATUS_UNKNOWN;
		assert_int_equal(result_status(&r), status);
		seen[status]++;
		reports_agree(&r, status);
		file_agrees(&r, status);
		result_clear(&r);
	}
	/* the draw has enough of each */
	for (int s = STATUS_MET; s <= STATUS_UNKNOWN; s++)
		assert_true(s == STATUS_MISUSE || seen[s] > SEEDS / 30);
}

/* Some objects are of the other build; of these some have the name of one of this build. */
static void take_builds(unsigned int *state, struct result *r)
{
	for (size_t i = 0; i < r->n_kernels; i++) {
		struct result_kernel *k = &r->kernels[i];
		for (size_t j = 1; j < k->n_objects; j++) {
			struct result_object *o = &k->objects[j];
			o->against = draw(state, 2);
			if (!o->against || draw(state, 3) == 0)
				continue;
			free(o->path);
			o->path = copy(k->objects[0].path);
			strcpy(o->shape, k->objects[0].shape);
			for (size_t p = 0; p < o->n_programs && p < k->objects[0].n_programs; p++)
				o->programs[p].result = k->objects[0].programs[p].result;
		}
	}
	assert_int_equal(result_split(r), 0);
}

static void two_builds_say_the_same(void **state)
{
	size_t raised = 0, seen[STATUS_UNKNOWN + 1] = {0};

	(void)state;
	for (unsigned int seed = 1; seed <= SEEDS; seed++) {
		unsigned int more = seed;
		struct result r;
		make(&r, seed);
		take_builds(&more, &r);
		r.allow_gone = draw(&more, 2);
		const int status = result_status(&r);
		seen[status]++;
		raised += status != result_verdicts_status(&r);
		assert_true(status >= result_verdicts_status(&r));
		if (result_verdicts_status(&r) == STATUS_MET)
			assert_int_not_equal(status, STATUS_UNMET);
		reports_agree(&r, status);
		file_agrees(&r, status);
		result_clear(&r);
	}
	for (int s = STATUS_MET; s <= STATUS_UNKNOWN; s++)
		assert_true(s == STATUS_MISUSE || seen[s] > SEEDS / 30);
	assert_true(raised > 0);
}

static char *dir;

static int enter(void **state)
{
	(void)state;
	/* each report is synchronised, which takes a disk long */
	dir = copy(access("/dev/shm", W_OK) ? "/tmp/test-consistent.XXXXXX"
					    : "/dev/shm/test-consistent.XXXXXX");
	return mkdtemp(dir) ? chdir(dir) : -1;
}

static int leave(void **state)
{
	(void)state;
	const int r = chdir("/") || directory_remove(dir);
	free(dir);
	return r;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_say_the_same),
		cmocka_unit_test(two_builds_say_the_same),
	};

	return cmocka_run_group_tests(tests, enter, leave);
}
