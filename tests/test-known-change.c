// SPDX-License-Identifier: GPL-2.0-only
/* What the errata say of a finding, and the row that is offered where they say nothing. */
#include "bisect/known-change.h"
#include "cleanup.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct program_result accepted = {.name = "p", .verdict = VERDICT_ACCEPTED};
static const struct program_result siginfo = {.name = "p",
	.section = "tp_btf/signal_generate",
	.type = "tracing",
	.verdict = VERDICT_REJECTED,
	.err = EACCES,
	.reason = "memory-type",
	.detail = "R1 invalid mem access 'scalar'"};

#define HASH "77515ab12e49aaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NEW  "0123456789abcdef0123456789abcdef01234567"

static void a_stable_commit_names_its_mainline_commit(void **state)
{
	static const struct {
		const char *message, *hash;
	} rows[] = {
		{"bpf: X\n\ncommit " HASH " upstream.\n\nText\n", HASH},
		{"bpf: X\n\n[ Upstream commit " HASH " ]\n", HASH},
		{"bpf: X\n\n(cherry picked from commit " HASH ")\n", HASH},
		{"bpf: X\n\nas commit 0123456 upstream does; commit " HASH " upstream.", HASH},
		{"bpf: X\n\nFixes: 77515ab12e49 (\"x\")\ncommit " HASH " broke it\n", NULL},
		{"commit ", NULL},
		{"", NULL},
		{"[ Upstream commit " HASH, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cleanup_free char *hash = known_change_upstream(rows[i].message);
		if (rows[i].hash)
			assert_string_equal(hash, rows[i].hash);
		else
			assert_null(hash);
	}
}

static void a_known_culprit_has_its_releases(void **state)
{
	struct change_facts f = {.commit = HASH, .good = &accepted, .bad = &siginfo};

	(void)state;
	cleanup_free char *own = known_change_say(&f), *row = known_change_row(&f);
	f.commit = NEW;
	f.upstream = HASH;
	cleanup_free char *backport = known_change_say(&f), *no_row = known_change_row(&f);
	assert_string_equal(own, backport);
	assert_non_null(strstr(own, "This change is known"));
	assert_non_null(strstr(own, "77515ab12e49 \"bpf: Mark signal tracepoint"));
	assert_non_null(strstr(own, "6.12.114"));
	assert_non_null(strstr(own, "CVE-2026-98062"));
	assert_string_equal(row, "");
	assert_string_equal(no_row, "");
}

static void a_gap_has_the_changes_that_fit(void **state)
{
	static const struct {
		const char *good, *bad;
		bool known;
	} rows[] = {
		{"6.12.113", "6.12.115", true}, {"6.12.113", "6.12.114", true},
		{"6.12.115", "6.12.118", false}, /* both have it */
		{"6.12.43", "6.12.113", false}, {"6.1.192", "6.12.118", true},
		{"7.2.6", "7.2.9", true},
		{"6.12.118", "6.12.113", false}, /* refused by what does not have it */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct change_facts f = {.good_version = rows[i].good,
			.bad_version = rows[i].bad,
			.good = &accepted,
			.bad = &siginfo};
		cleanup_free char *said = known_change_say(&f), *row = known_change_row(&f);
		assert_int_equal(strstr(said, "77515ab12e49") != NULL, rows[i].known);
		assert_int_equal(*said != '\0', rows[i].known);
		assert_string_equal(row, "");
	}
	/* from a newer kernel that refuses to an older one that loads */
	const struct change_facts back = {.good_version = "6.12.115",
		.bad_version = "6.12.113",
		.good = &siginfo,
		.bad = &accepted};
	cleanup_free char *said = known_change_say(&back);
	assert_non_null(strstr(said, "77515ab12e49"));
	/* another refusal, and none */
	struct program_result other = siginfo;
	strcpy(other.section, "tp_btf/sched_switch");
	struct change_facts f = {.good_version = "6.12.113",
		.bad_version = "6.12.115",
		.good = &accepted,
		.bad = &other};
	cleanup_free char *unfit = known_change_say(&f);
	assert_string_equal(unfit, "");
	/* what the guest found out of the log counts */
	strcpy(other.erratum, "since 6.12.114 (stable backport of 77515ab12e49): x");
	cleanup_free char *fit = known_change_say(&f);
	assert_non_null(strstr(fit, "77515ab12e49"));
	f.bad = &accepted;
	cleanup_free char *none = known_change_say(&f);
	assert_string_equal(none, "");
}

static void a_new_culprit_is_a_row(void **state)
{
	static const struct program_result refused = {.type = "sched_cls",
		.verdict = VERDICT_REJECTED,
		.reason = "context-access",
		.detail = "invalid bpf_context access off=168 size=4 \"x\\y\" (a|b)"};
	struct change_facts f = {.commit = NEW,
		.subject = "bpf: Refuse \"x\"",
		.release = "v6.12-rc3~4^2",
		.good = &accepted,
		.bad = &refused};

	(void)state;
	cleanup_free char *said = known_change_say(&f), *row = known_change_row(&f);
	assert_string_equal(said, "");
	assert_string_equal(row,
		"\t{\"0123456789ab\", \"bpf: Refuse \\\"x\\\"\", NULL, ERRATUM_REFUSES,\n"
		"\t\t\"6.12\", NULL, NULL,\n"
		"\t\t{REASON_CONTEXT_ACCESS, 0}, \"sched_cls\", NULL, "
		"\"invalid bpf_context access off=[0-9]+ size=[0-9]+ \\\"x\\\\\\\\y\\\" \\\\(a\\\\|b\\\\)\""
		", NULL, NULL, ERRATUM_ALWAYS,\n"
		"\t\t\"WHAT THE KERNEL DOES NOW\",\n\t\t\"a bisect\", ERRATUM_UNCHECKED},\n");
	f.good = &refused;
	f.bad = &accepted;
	f.release = NULL;
	f.upstream = "abcdefabcdefabcdef";
	cleanup_free char *loads = known_change_row(&f);
	assert_non_null(strstr(loads, "{\"abcdefabcdef\", "));
	assert_non_null(strstr(loads, "ERRATUM_LOADS,\n\t\t\"RELEASES\""));
	f.good = &accepted;
	cleanup_free char *no_verdict = known_change_row(&f);
	assert_string_equal(no_verdict, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stable_commit_names_its_mainline_commit),
		cmocka_unit_test(a_known_culprit_has_its_releases),
		cmocka_unit_test(a_gap_has_the_changes_that_fit),
		cmocka_unit_test(a_new_culprit_is_a_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
