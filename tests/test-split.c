// SPDX-License-Identifier: GPL-2.0-only
/* Two builds in one list: apart, with their splats, and held against limits. */
#include "cleanup.h"
#include "diag.h"
#include "result/policy.h"
#include "result/split.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char *copy(const char *text)
{
	char *p = strdup(text);

	assert_non_null(p);
	return p;
}

static void add_object(struct result_kernel *k, const char *path, bool against, int64_t insns)
{
	struct result_object *o = &k->objects[k->n_objects++];

	*o = (struct result_object){.path = copy(path),
		.against = against,
		.announced = 1,
		.memory_bytes = -1,
		.ended = true,
		.n_programs = 1,
		.programs = calloc(1, sizeof(*o->programs))};
	assert_non_null(o->programs);
	struct program_result *p = &o->programs[0].result;
	program_result_init(p);
	text_set(p->name, "x");
	p->verdict = p->expected = VERDICT_ACCEPTED;
	p->met = MET_MET;
	p->insns = insns;
}

/* Of the new build a and c, of the other one a and b; a splat at each, and one at nothing. */
static void make(struct result *r)
{
	*r = (struct result){.started = "2026-01-01T00:00:00Z", .n_kernels = 1};
	r->kernels = calloc(1, sizeof(*r->kernels));
	assert_non_null(r->kernels);
	struct result_kernel *k = r->kernels;
	*k = (struct result_kernel){.name = copy("debian:6.12"),
		.spec = copy("debian:6.12"),
		.outcome = OUTCOME_COMPLETE,
		.informative = true,
		.judge_ms = -1,
		.n_splats = 5,
		.objects = calloc(4, sizeof(*k->objects)),
		.splats = calloc(5, sizeof(*k->splats))};
	assert_true(k->objects && k->splats);
	add_object(k, "a", true, 1000);
	add_object(k, "a", false, 2000);
	add_object(k, "b", true, 1000);
	add_object(k, "c", false, 1000);
	for (int64_t i = 0; i < 5; i++)
		k->splats[i] = (struct result_splat){.title = copy((char[]){(char)('0' + i), '\0'}),
			.object = i - 1,
			.program = -1};
}

static void splits(void **state)
{
	struct result r;

	(void)state;
	make(&r);
	assert_int_equal(result_split(&r), 0);
	const struct result_kernel *k = r.kernels, *b = r.against->kernels;
	assert_int_equal(r.against->n_kernels, 1);
	assert_string_equal(b->name, k->name);
	assert_true(b->informative && b->outcome == OUTCOME_COMPLETE);
	assert_true(k->n_objects == 2 && b->n_objects == 2);
	assert_string_equal(k->objects[0].path, "a");
	assert_string_equal(k->objects[1].path, "c");
	assert_string_equal(b->objects[0].path, "a");
	assert_string_equal(b->objects[1].path, "b");
	assert_false(b->objects[0].against || b->objects[1].against);
	/* one that is of nothing counts for the build that is judged */
	assert_true(k->n_splats == 3 && b->n_splats == 2);
	const struct {
		const struct result_splat *s;
		const char *title;
		int64_t object;
	} splats[] = {{&k->splats[0], "0", -1}, {&b->splats[0], "1", 0}, {&k->splats[1], "2", 0},
		{&b->splats[1], "3", 1}, {&k->splats[2], "4", 1}};
	for (size_t i = 0; i < ARRAY_SIZE(splats); i++) {
		assert_string_equal(splats[i].s->title, splats[i].title);
		assert_int_equal(splats[i].s->object, splats[i].object);
	}
	result_clear(&r);
}

static void leaves_one_build(void **state)
{
	struct result r;

	(void)state;
	make(&r);
	for (size_t i = 0; i < r.kernels->n_objects; i++)
		r.kernels->objects[i].against = false;
	assert_int_equal(result_split(&r), 0);
	assert_null(r.against);
	assert_true(r.kernels->n_objects == 4 && r.kernels->n_splats == 5);
	result_clear(&r);
}

static void check_limit(const char *limit, size_t crossed, int64_t value)
{
	cleanup_with(policy_clear) struct policy p = {0};
	struct result r;
	char why[GATE_WHY_SIZE];

	make(&r);
	assert_int_equal(result_split(&r), 0);
	text_set(r.kernels->objects[0].programs[0].result.reason, "new");
	assert_int_equal(policy_add_limit(&p, limit, why, sizeof(why)), 0);
	assert_int_equal(policy_apply(&p, &r), 0);
	assert_int_equal(policy_apply_builds(&p, &r), 0);
	const struct result_program *a = r.kernels->objects[0].programs;
	assert_int_equal(a->n_crossed, crossed);
	if (crossed)
		assert_int_equal(a->crossed[0].value, value);
	/* c has no baseline, and the other build is held against nothing */
	assert_int_equal(r.kernels->objects[1].programs[0].n_crossed, 0);
	assert_int_equal(r.against->kernels->objects[0].programs[0].n_crossed, 0);
	result_clear(&r);
}

static void holds_against_the_other_build(void **state)
{
	(void)state;
	check_limit("insns>+99%", 1, 2000);
	check_limit("insns>+100%", 0, 0);
	check_limit("insns>+999", 1, 2000);
	check_limit("insns>+1000", 0, 0);
	check_limit("states>+10%", 1, UNKNOWN_FIGURE);
	check_limit("reason", 1, 0);
	check_limit("verdict", 0, 0);
}

/* A result that does not say when it began is of today: a day that is over is over. */
static void known_until(const char *started, const char *until, bool expired)
{
	struct policy_known item = {.why = (char *)"why"};
	struct policy p = {.known = &item, .n_known = 1};
	struct result r;

	make(&r);
	text_set(r.started, started);
	strcpy(item.until, until);
	struct result_program *a = r.kernels->objects[1].programs;
	a->result.met = MET_UNMET;
	assert_int_equal(policy_apply_known(&p, &r), 0);
	assert_non_null(a->known);
	assert_int_equal(a->known->expired, expired);
	result_clear(&r);
}

static void knows_the_day(void **state)
{
	(void)state;
	known_until("2026-01-31T23:59:59Z", "2026-01-31", false);
	known_until("2026-02-01T00:00:00Z", "2026-01-31", true);
	known_until("", "2020-01-01", true);
	known_until("", "9999-12-31", false);
	known_until("!", "2020-01-01", true);
	known_until("some day", "9999-12-31", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(splits),
		cmocka_unit_test(leaves_one_build),
		cmocka_unit_test(holds_against_the_other_build),
		cmocka_unit_test(knows_the_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
