// SPDX-License-Identifier: GPL-2.0-only
/* What differs between two .configs, in which order, and what is mixed of both. */
#include "bisect/config-pair.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char good[] = "#\n# Linux/x86 6.12.1 Kernel Configuration\n#\n"
			   "CONFIG_A=y\n"
			   "CONFIG_ONLY_GOOD=y\n"
			   "# CONFIG_B is not set\n"
			   "CONFIG_NAME=\"a b\"\n"
			   "CONFIG_SAME=8\n"
			   "CONFIG_ONLY_NUMBER=3\n"
			   "# CONFIG_UNSET_HERE is not set\n"
			   "CONFIG_LAST=m\n";
static const char bad[] = "CONFIG_A=y\n"
			  "CONFIG_B=m\n"
			  "CONFIG_B_PART=y\n"
			  "CONFIG_NAME=\"\"\n"
			  "CONFIG_SAME=8\n"
			  "CONFIG_LAST=y\n";

static void differences_are_in_the_order_of_the_menus(void **state)
{
	static const char *const said[] = {"CONFIG_ONLY_GOOD: y -> n", "CONFIG_B: n -> m",
		"CONFIG_B_PART: n -> y", "CONFIG_NAME: \"a b\" -> \"\"",
		"CONFIG_ONLY_NUMBER: 3 -> n", "CONFIG_LAST: m -> y"};
	struct config_pair p = {0};

	(void)state;
	assert_int_equal(config_pair_read(&p, good, bad), 0);
	assert_int_equal(p.n_differences, ARRAY_SIZE(said));
	for (size_t i = 0; i < p.n_differences; i++) {
		cleanup_free char *one = config_pair_say(&p, i);
		assert_string_equal(one, said[i]);
	}
	config_pair_clear(&p);
}

static void a_mixture_has_the_lines_of_each_side(void **state)
{
	struct config_pair p = {0};

	(void)state;
	assert_int_equal(config_pair_read(&p, good, bad), 0);
	cleanup_free char *none = config_pair_mix(&p, 0, 0, false),
			  *all = config_pair_mix(&p, 0, 6, false),
			  *two = config_pair_mix(&p, 0, 2, false),
			  *one = config_pair_mix(&p, 1, 2, false),
			  *but = config_pair_mix(&p, 1, 2, true);
	assert_string_equal(none,
		"CONFIG_A=y\nCONFIG_ONLY_GOOD=y\n# CONFIG_B is not set\n"
		"# CONFIG_B_PART is not set\nCONFIG_NAME=\"a b\"\nCONFIG_SAME=8\n"
		"CONFIG_ONLY_NUMBER=3\n# CONFIG_UNSET_HERE is not set\nCONFIG_LAST=m\n");
	assert_string_equal(all,
		"CONFIG_A=y\n# CONFIG_ONLY_GOOD is not set\nCONFIG_B=m\nCONFIG_B_PART=y\n"
		"CONFIG_NAME=\"\"\nCONFIG_SAME=8\n# CONFIG_UNSET_HERE is not set\nCONFIG_LAST=y\n");
	assert_non_null(strstr(
		two, "# CONFIG_ONLY_GOOD is not set\nCONFIG_B=m\n# CONFIG_B_PART is not set\n"));
	assert_non_null(
		strstr(one, "CONFIG_ONLY_GOOD=y\nCONFIG_B=m\n# CONFIG_B_PART is not set\n"));
	assert_non_null(strstr(
		but, "# CONFIG_ONLY_GOOD is not set\n# CONFIG_B is not set\nCONFIG_B_PART=y\n"));
	config_pair_clear(&p);
}

static void what_kconfig_changed_besides_is_listed(void **state)
{
	(void)state;
	cleanup_free char *all = config_changes(good, bad, "CONFIG_B", 9),
			  *some = config_changes(good, bad, "CONFIG_B", 1),
			  *none = config_changes(good, good, "CONFIG_B", 9);
	assert_string_equal(all,
		"CONFIG_ONLY_GOOD: y -> n, CONFIG_B_PART: n -> y, CONFIG_NAME: \"a b\" -> \"\", "
		"CONFIG_ONLY_NUMBER: 3 -> n, CONFIG_LAST: m -> y");
	assert_string_equal(some, "CONFIG_ONLY_GOOD: y -> n and 4 more");
	assert_string_equal(none, "");
}

/* Options in any order, twice, and lines that are none. */
static void odd_files_lose_nothing(void **state)
{
	struct config_pair p = {0};

	(void)state;
	assert_int_equal(config_pair_read(&p, "CONFIG_X=1\nCONFIG_Y=2\nCONFIG_Z=3\n",
				 "CONFIG_Z=3\nCONFIG_X=2\nCONFIG_Y=2"),
		0);
	assert_int_equal(p.n, 3);
	assert_int_equal(p.n_differences, 1);
	config_pair_clear(&p);
	assert_int_equal(
		config_pair_read(&p,
			"CONFIG_=y\nCONFIG_\n# CONFIG_A is set\nCONFIG\n=y\n# CONFIG_\nxCONFIG_A=y",
			""),
		0);
	assert_int_equal(p.n_differences, 0);
	config_pair_clear(&p);
	assert_int_equal(config_pair_read(&p, "", ""), 0);
	assert_int_equal(p.n, 0);
	config_pair_clear(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(differences_are_in_the_order_of_the_menus),
		cmocka_unit_test(a_mixture_has_the_lines_of_each_side),
		cmocka_unit_test(what_kconfig_changed_besides_is_listed),
		cmocka_unit_test(odd_files_lose_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
