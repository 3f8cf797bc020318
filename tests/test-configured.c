// SPDX-License-Identifier: GPL-2.0-only
/* Settings of bpfjury.yaml without effect are reported, and so are flags that are left out. */
#include "judge/configured.h"
#include "load/flags.h"
#include "verdict/loader-words.h"
#include "fixture-objects.h"

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

/* configured_unused() for the object. */
static const char *unused(const struct loader *l, bool runs)
{
	static char text[512];

	strcpy(text, "before");
	configured_unused(text, sizeof(text), l, object, runs);
	return text;
}

static void settings_with_effect_are_not_reported(void **state)
{
	const struct loader_map limits = {.name = (char *)"limits", .set = LOADER_MAP_CONTENTS},
				*map = &limits;

	(void)state;
	assert_string_equal(unused(&(struct loader){0}, false), "");
	assert_string_equal(unused(&(struct loader){.maps = &map, .n_maps = 1}, true), "");
	assert_string_equal(unused(&(struct loader){.dropped = 1, .prog_flags = 8}, false), "");
}

static void settings_without_effect_are_reported(void **state)
{
	const struct loader_map maps[] = {{.name = (char *)"limit"},
		{.name = (char *)"\x1b[31mnothing like it"},
		{.name = (char *)"limits", .set = LOADER_MAP_CONTENTS}};
	const struct loader_map *near = &maps[0], *far = &maps[1], *there = &maps[2];

	(void)state;
	assert_non_null(strstr(
		unused(&(struct loader){.no_programs = true}, true), "no programs, and it has"));
	/* a map that the object lacks, with a suggestion */
	const char *text = unused(&(struct loader){.maps = &near, .n_maps = 1}, true);
	assert_non_null(strstr(text, "map limit,"));
	assert_non_null(strstr(text, "limits"));
	text = unused(&(struct loader){.maps = &far, .n_maps = 1}, true);
	assert_non_null(strstr(text, "no map of that name"));
	assert_null(strchr(text, '\x1b'));
	/* a map that is filled though no program is run */
	assert_non_null(strstr(unused(&(struct loader){.maps = &there, .n_maps = 1}, false),
		"none of the object is"));
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
