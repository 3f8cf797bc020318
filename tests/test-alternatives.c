// SPDX-License-Identifier: GPL-2.0-only
/* Of alternatives one that is accepted is enough, in whatever order they are judged. */
#include "judge/alternatives.h"
#include "fixture-objects.h"
#include "verdict/reasons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* Programs of configured.bpf.o by number: looks_up … by_new 4, by_old 5, … refused 7. */
enum { BY_NEW = 4, BY_OLD = 5, REFUSED = 7, PROGRAMS = 11 };

static char *names[] = {(char *)"by_new", (char *)"by_old", (char *)"refused"};
static const struct loader_alternatives rule = {.programs = names, .count = 3, .line = 5};
static const struct loader loader = {
	.file = "bpfjury.yaml", .alternatives = &rule, .n_alternatives = 1};
static struct judged_item items[] = {
	{.index = BY_NEW}, {.index = 0}, {.index = BY_OLD}, {.index = REFUSED}};
static struct judged_object o;

static int start(void **state)
{
	(void)state;
	o = (struct judged_object){.bpf = test_object_open("configured"),
		.items = items,
		.count = 4,
		.programs = PROGRAMS,
		.settings = {.loader = &loader}};
	o.settings.programs = calloc(PROGRAMS, sizeof(*o.settings.programs));
	return !o.settings.programs || alternatives_open(&o);
}

static int end(void **state)
{
	(void)state;
	free(o.settings.programs);
	free(o.settings.groups);
	bpf_object__close(o.bpf);
	return 0;
}

/* The result of item number @at, with @verdict where acceptance was expected. */
static struct program_result settle(size_t at, enum verdict verdict)
{
	struct program_result p;

	program_result_init(&p);
	p.verdict = verdict;
	p.expected = VERDICT_ACCEPTED;
	p.met = verdict_meets(verdict, VERDICT_ACCEPTED, MET_NONE);
	strcpy(p.detail, "its own");
	alternatives_settle(&o, &items[at], &p);
	assert_true(met_is_sound(&p));
	return p;
}

static void one_that_is_accepted_is_enough(void **state)
{
	char lost[64];

	(void)state;
	alternatives_start(&o, 0);
	struct program_result p = settle(0, VERDICT_REJECTED);
	assert_int_equal(p.met, MET_MET);
	assert_int_equal(p.expected, VERDICT_REJECTED);
	assert_string_equal(
		p.detail, "one of the alternatives by_new, by_old, refused is enough: its own");
	/* another program of the object is as it was */
	p = settle(1, VERDICT_REJECTED);
	assert_int_equal(p.met, MET_UNMET);
	assert_string_equal(p.detail, "its own");
	assert_int_equal(settle(2, VERDICT_ACCEPTED).met, MET_MET);
	assert_false(alternatives_lost(&o, lost, sizeof(lost)));
	/* the last one may be refused too */
	assert_int_equal(settle(3, VERDICT_UNLOADABLE).met, MET_MET);
	assert_false(alternatives_lost(&o, lost, sizeof(lost)));
	assert_true(alternatives_has(&o, "by_old"));
	assert_false(alternatives_has(&o, "looks_up"));
}

static void the_last_of_all_refused_is_unmet(void **state)
{
	char lost[64];

	(void)state;
	alternatives_start(&o, 0);
	assert_int_equal(settle(0, VERDICT_REJECTED).met, MET_MET);
	assert_int_equal(settle(2, VERDICT_REJECTED).met, MET_MET);
	assert_false(alternatives_lost(&o, lost, sizeof(lost)));
	struct program_result p = settle(3, VERDICT_REJECTED);
	assert_int_equal(p.met, MET_UNMET);
	assert_int_equal(p.expected, VERDICT_ACCEPTED);
	assert_string_equal(
		p.detail, "none of the alternatives by_new, by_old, refused is accepted: its own");
	assert_true(alternatives_lost(&o, lost, sizeof(lost)));
	assert_string_equal(lost, "by_new, by_old, refused");
}

/* A crash and a missing answer are never excused. */
static void a_crash_is_not_excused(void **state)
{
	(void)state;
	alternatives_start(&o, 0);
	assert_int_equal(settle(0, VERDICT_CRASHED).met, MET_UNMET);
	assert_int_equal(settle(2, VERDICT_TIMEOUT).met, MET_UNKNOWN);
	assert_int_equal(settle(3, VERDICT_ACCEPTED).met, MET_MET);
}

/* What another process found out before this one is not known here. */
static void after_a_reboot_the_last_one_is_unknown(void **state)
{
	char lost[64];

	(void)state;
	alternatives_start(&o, 2);
	assert_int_equal(settle(2, VERDICT_REJECTED).met, MET_MET);
	struct program_result p = settle(3, VERDICT_REJECTED);
	assert_int_equal(p.met, MET_UNKNOWN);
	assert_true(reason_is(&p, REASON_EXPECTATION_UNCLEAR));
	assert_non_null(strstr(p.detail, "was accepted before is not known"));
	assert_false(alternatives_lost(&o, lost, sizeof(lost)));
}

static void contradictions_are_a_problem(void **state)
{
	(void)state;
	free(o.settings.groups);
	o.settings.programs[BY_OLD] = (struct judged_setting){.not_loaded = true};
	o.settings.programs[BY_NEW] = (struct judged_setting){.expected = VERDICT_REJECTED};
	assert_int_equal(alternatives_open(&o), 0);
	assert_int_equal(o.settings.programs[BY_OLD].problem.reason, REASON_SETTING_UNFIT);
	assert_string_equal(o.settings.programs[BY_OLD].problem.text,
		"bpfjury.yaml:5: program by_old is one of alternatives, and autoload: false says that it is "
		"not loaded");
	assert_non_null(
		strstr(o.settings.programs[BY_NEW].problem.text, "has an expect of its own"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_that_is_accepted_is_enough),
		TEST(the_last_of_all_refused_is_unmet),
		TEST(a_crash_is_not_excused),
		TEST(after_a_reboot_the_last_one_is_unknown),
		TEST(contradictions_are_a_problem),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
