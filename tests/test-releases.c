// SPDX-License-Identifier: GPL-2.0-only
/* First releases: the table is sorted and complete, and gives the help texts. */
#include "verdict/model.h"
#include "verdict/releases.h"
#include "verdict/version.h"

#include <bpf/libbpf.h>
#include <linux/bpf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void the_table_is_in_order(void **state)
{
	static const size_t least[RELEASE_KINDS] = {[RELEASE_HELPER] = 211,
		[RELEASE_KFUNC] = 300,
		[RELEASE_MAP] = 34,
		[RELEASE_PROGRAM] = 32};
	struct kernel_version first, gone;
	size_t count;

	(void)state;
	for (enum release_kind kind = 0; kind < RELEASE_KINDS; kind++) {
		const struct releases *rows = releases_all(kind, &count);
		assert_true(count >= least[kind]);
		for (size_t i = 0; i < count; i++) {
			if (i && strcmp(rows[i - 1].name, rows[i].name) >= 0)
				fail_msg("%s does not come before %s", rows[i - 1].name,
					rows[i].name);
			assert_ptr_equal(releases_find(kind, rows[i].name), &rows[i]);
			assert_int_equal(version_parse(&first, rows[i].first), 0);
			if (!rows[i].gone)
				continue;
			assert_int_equal(version_parse(&gone, rows[i].gone), 0);
			if (gone.major < first.major ||
				(gone.major == first.major && gone.minor <= first.minor))
				fail_msg("%s was gone before it came", rows[i].name);
		}
	}
}

static void first_releases_are_known(void **state)
{
	static const struct {
		enum release_kind kind;
		const char *name, *first;
	} known[] = {
		{RELEASE_HELPER, "bpf_map_lookup_elem", "3.18"},
		{RELEASE_HELPER, "bpf_loop", "5.17"},
		{RELEASE_HELPER, "bpf_cgrp_storage_delete", "6.2"},
		{RELEASE_KFUNC, "bpf_iter_num_new", "6.4"},
		{RELEASE_KFUNC, "bpf_dynptr_is_rdonly", "6.5"},
		{RELEASE_KFUNC, "bpf_strnlen", "6.17"},
		{RELEASE_MAP, "ringbuf", "5.8"},
		{RELEASE_MAP, "arena", "6.9"},
		{RELEASE_PROGRAM, "struct_ops", "5.6"},
		{RELEASE_PROGRAM, "netfilter", "6.4"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		const struct releases *r = releases_find(known[i].kind, known[i].name);
		assert_non_null(r);
		assert_string_equal(r->first, known[i].first);
	}
	assert_string_equal(releases_find(RELEASE_KFUNC, "bpf_wq_set_callback_impl")->gone, "7.0");
	assert_null(releases_find(RELEASE_HELPER, "bpf_iter_num_new"));
	assert_null(releases_find(RELEASE_KFUNC, "bpf_loop"));
	assert_null(releases_find(RELEASE_MAP, ""));
	assert_null(releases_find(RELEASE_MAP, "BPF_MAP_TYPE_ARENA"));
}

/* libbpf's names find every type up to netfilter and insn_array. */
static void types_have_the_names_of_libbpf(void **state)
{
	(void)state;
	for (int type = 1; type <= 33; type++) {
		const char *map = libbpf_bpf_map_type_str((enum bpf_map_type)type);
		const char *program =
			type <= 32 ? libbpf_bpf_prog_type_str((enum bpf_prog_type)type) : NULL;
		if (map && !releases_find(RELEASE_MAP, map))
			fail_msg("no row for map type %s", map);
		if (program && !releases_find(RELEASE_PROGRAM, program))
			fail_msg("no row for program type %s", program);
	}
}

static void help_depends_on_the_kernel(void **state)
{
	static const struct {
		enum release_kind kind;
		const char *name, *version, *help;
	} cases[] = {
		{RELEASE_HELPER, "bpf_loop", "5.10.262", "helper bpf_loop: 5.17 and later"},
		{RELEASE_HELPER, "bpf_loop", "unknown", "helper bpf_loop: 5.17 and later"},
		{RELEASE_KFUNC, "bpf_iter_num_new", "6.1.192",
			"kfunc bpf_iter_num_new: 6.4 and later"},
		{RELEASE_KFUNC, "bpf_ct_insert_entry", "6.12.117",
			"kfunc bpf_ct_insert_entry: 6.0 and later, where configured, and not in a module"},
		{RELEASE_KFUNC, "bpf_wq_set_callback_impl", "6.1.192",
			"kfunc bpf_wq_set_callback_impl: 6.10 and later, gone with 7.0"},
		{RELEASE_KFUNC, "bpf_wq_set_callback_impl", "7.2.13",
			"kfunc bpf_wq_set_callback_impl: 6.10 and later, gone with 7.0"},
		{RELEASE_MAP, "arena", "6.8.12", "map type arena: 6.9 and later"},
		{RELEASE_MAP, "xskmap", "5.10.262",
			"map type xskmap: 4.18 and later, where CONFIG_XDP_SOCKETS is set"},
		{RELEASE_PROGRAM, "netfilter", "6.3.13", "program type netfilter: 6.4 and later"},
		{RELEASE_PROGRAM, "netfilter", "6.12.117",
			"program type netfilter: 6.4 and later, where CONFIG_NETFILTER_BPF_LINK is set"},
		/* the table must be wrong, then */
		{RELEASE_MAP, "user_ringbuf", "6.12.117", ""},
		{RELEASE_PROGRAM, "syscall", "6.12.117", ""},
		{RELEASE_HELPER, "bpf_loop", "5.17", ""},
		{RELEASE_HELPER, "bpf_no_such_helper", "5.10.262", ""},
	};
	char out[160];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool said = releases_help(
			out, sizeof(out), cases[i].kind, cases[i].name, cases[i].version);
		assert_string_equal(out, cases[i].help);
		assert_int_equal(said, *cases[i].help != '\0');
	}
}

/* Text that was cut would be wrong. */
static void every_help_text_fits(void **state)
{
	static const char *const versions[] = {"3.0", "99.0"};
	char out[HELP_SIZE * 2];
	size_t count, said = 0;

	(void)state;
	for (enum release_kind kind = 0; kind < RELEASE_KINDS; kind++) {
		const struct releases *rows = releases_all(kind, &count);
		for (size_t i = 0; i < count * 2; i++) {
			said += releases_help(
				out, sizeof(out), kind, rows[i / 2].name, versions[i % 2]);
			if (strlen(out) >= HELP_SIZE)
				fail_msg("too long: %s", out);
		}
	}
	assert_true(said > 900);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_in_order),
		cmocka_unit_test(first_releases_are_known),
		cmocka_unit_test(types_have_the_names_of_libbpf),
		cmocka_unit_test(every_help_text_fits),
		cmocka_unit_test(help_depends_on_the_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
