// SPDX-License-Identifier: GPL-2.0-only
/* Settings of bpfjury.yaml without effect are reported, and so are flags that are left out. */
#include "judge/configured.h"
#include "load/flags.h"
#include "verdict/loader-words.h"
#include "fixture-objects.h"
#include "verdict/loader-words.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* The replaced probe: this kernel knows one of the test flags. */
uint32_t __wrap_flags_known(uint32_t flags);
uint32_t __wrap_flags_known(uint32_t flags)
{
	return flags & 8; /* BPF_F_TEST_STATE_FREQ */
}

static struct bpf_object *object;

/* What configured_check() says of an item of bpfjury.yaml, which is JSON. */
static const char *check(const char *text, bool runs)
{
	static struct configure_problem problem;
	struct loader_item item;
	const struct loader_item *const items[] = {&item};
	struct loader l;
	const char *why;
	json_t *json = json_loads(text, 0, NULL);

	if (!json || loader_item_read(&item, json, &why) || loader_fold(&l, items, 1, "6.12", NULL))
		fail_msg("%s", text);
	l.file = "bpfjury.yaml";
	problem = (struct configure_problem){0};
	configured_check(&problem, &l, object, runs);
	assert_true(!problem.reason || problem.reason == REASON_SETTING_UNUSED);
	loader_clear(&l);
	loader_item_clear(&item);
	json_decref(json);
	return problem.text;
}

/* A kernel that cannot be asked. */
static int has_no_answer(const char *word, char *why, size_t why_size)
{
	(void)word;
	snprintf(why, why_size, "this kernel has no BTF to look in");
	return -ENOTSUP;
}

static void needs_without_an_answer_are_reported(void **state)
{
	const struct loader_item *items[1];
	struct configure_problem problem = {0};
	struct loader_item item;
	const char *why;
	struct loader l;
	json_t *json =
		json_loads("{\"line\": 7, \"dropped\": \"1\", \"needs\": [\"kfunc:f\"]}", 0, NULL);

	(void)state;
	assert_int_equal(loader_item_read(&item, json, &why), 0);
	items[0] = &item;
	assert_int_equal(loader_fold(&l, items, 1, "6.12", has_no_answer), 0);
	l.file = "bpfjury.yaml";
	configured_check(&problem, &l, object, false);
	assert_int_equal(problem.reason, REASON_EXPECTATION_UNCLEAR);
	assert_string_equal(problem.text,
		"bpfjury.yaml:7: whether it is for this kernel is unknown: kfunc:f: this kernel has no "
		"BTF to look in");
	loader_clear(&l);
	loader_item_clear(&item);
	json_decref(json);
}

static void settings_with_effect_are_not_reported(void **state)
{
	(void)state;
	assert_string_equal(check("{}", false), "");
	assert_string_equal(check("{\"dropped\": \"1\", \"prog_flags\": 8}", false), "");
	assert_string_equal(
		check("{\"maps\": [{\"name\": \"lim*\", \"bytes\": [[\"00000000\", \"00\"]]}]}",
			true),
		"");
	assert_string_equal(
		check("{\"maps\": [{\"name\": \"limits\", \"max_entries\": 9}]}", false), "");
	/* by pattern, and what the object need not have */
	assert_string_equal(
		check("{\"programs\": [{\"name\": \"returns_*\", \"autoload\": false}]}", false),
		"");
	assert_string_equal(
		check("{\"optional\": true, \"maps\": [{\"name\": \"nothing\", \"autocreate\": "
		      "false}], \"programs\": [{\"name\": \"nothing\", \"autoload\": false}]}",
			false),
		"");
}

static void expect_unused(const char *text, const char *said)
{
	const char *problem = check(text, false);

	if (!strstr(problem, said))
		fail_msg("%s: \"%s\" lacks \"%s\"", text, problem, said);
}

static void settings_without_effect_are_reported(void **state)
{
	(void)state;
	expect_unused("{\"programs\": \"none\"}", "the object has no programs, and it has");
	expect_unused("{\"maps\": [{\"name\": \"limit\", \"line\": 12, \"autocreate\": false}]}",
		"bpfjury.yaml:12: the object has no map limit; did you mean limits?");
	expect_unused("{\"maps\": [{\"name\": \"nothing like it\", \"autocreate\": false}]}",
		"the object has no map nothing like it");
	expect_unused(
		"{\"programs\": [{\"name\": \"return_length\", \"line\": 3, \"autoload\": false}]}",
		"bpfjury.yaml:3: the object has no program return_length; did you mean "
		"returns_length");
	expect_unused("{\"programs\": [{\"name\": \"x_*\", \"autoload\": false}]}",
		"the object has no program x_*");
	expect_unused(
		"{\"alternatives\": [{\"line\": 4, \"programs\": [\"returns_length\", \"other\"]}]}",
		"bpfjury.yaml:4: the object has no program other");
	expect_unused("{\"kconfig\": [{\"name\": \"CONFIG_HZ\", \"value\": \"250\", \"line\": 5}]}",
		"bpfjury.yaml:5: the object has no __kconfig extern CONFIG_HZ");
	/* a map that is filled though no program is run */
	expect_unused("{\"maps\": [{\"name\": \"limits\", \"bytes\": [[\"00000000\", \"00\"]]}]}",
		"none of the object is run");
}

/* Of the flags that a kernel does not know only those that test the verifier are left out. */
static void unknown_test_flags_are_left_out_and_reported(void **state)
{
	const uint32_t freq = loader_flag("BPF_F_TEST_STATE_FREQ"),
		       reg = loader_flag("BPF_F_TEST_REG_INVARIANTS"),
		       frags = loader_flag("BPF_F_XDP_HAS_FRAGS");
	struct program_result p;
	uint32_t left_out = 77;

	(void)state;
	assert_int_equal(freq, 8);
	assert_true(reg && frags);
	assert_int_equal(configured_flags(0, &left_out), 0);
	assert_int_equal(left_out, 0);
	assert_int_equal(configured_flags(freq | reg | frags, &left_out), freq | frags);
	assert_int_equal(left_out, reg);
	program_result_init(&p);
	configured_report_left_out(&p, 0);
	assert_string_equal(p.detail, "");
	configured_report_left_out(&p, left_out);
	assert_non_null(strstr(p.detail, "BPF_F_TEST_REG_INVARIANTS"));
	/* appended completely, however long the detail is */
	memset(p.detail, 'x', sizeof(p.detail) - 1);
	p.detail[sizeof(p.detail) - 1] = '\0';
	configured_report_left_out(&p, left_out);
	assert_non_null(strstr(p.detail,
		"xx; without BPF_F_TEST_REG_INVARIANTS, which this kernel does not know"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(settings_with_effect_are_not_reported),
		cmocka_unit_test(needs_without_an_answer_are_reported),
		cmocka_unit_test(settings_without_effect_are_reported),
		cmocka_unit_test(unknown_test_flags_are_left_out_and_reported),
	};

	libbpf_set_print(NULL);
	object = bpf_object__open_file(test_object_path("exercised"), NULL);
	if (!object) {
		printf("no %s\n", test_object_path("exercised"));
		return 1;
	}
	int r = cmocka_run_group_tests(tests, NULL, NULL);
	bpf_object__close(object);
	return r;
}
