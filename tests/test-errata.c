// SPDX-License-Identifier: GPL-2.0-only
/* The errata: every row is whole, and what is said of which refusal on which kernel. */
#include "explain/errata-conditions.h"
#include "explain/errata.h"
#include "verdict/errata.h"
#include "verdict/model.h"
#include "verdict/version.h"

#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const struct erratum *find(const char *commit)
{
	size_t count;
	const struct erratum *rows = errata_all(&count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(rows[i].commit, commit) == 0)
			return &rows[i];
	fail_msg("%s is not in the table", commit);
	return NULL;
}

static void assert_pattern(const char *commit, const char *pattern)
{
	regex_t re;

	if (!pattern)
		return;
	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB))
		fail_msg("%s: %s is no pattern", commit, pattern);
	regfree(&re);
}

static void assert_list(const char *commit, const char *releases)
{
	struct version_list list;

	if (releases && version_list_parse(&list, releases))
		fail_msg("%s: %s is no list of releases", commit, releases);
}

/* The newest release is the mainline's, "6.18", and comes first. */
static void assert_mainline_first(const struct erratum *e)
{
	struct version_list list;
	char first[16];

	assert_int_equal(version_list_parse(&list, e->releases), 0);
	const struct kernel_version *v = &list.at[list.count - 1];
	snprintf(first, sizeof(first), "%u.%u", v->major, v->minor);
	if (v->patch && !e->until)
		fail_msg("%s: no mainline release", e->commit);
	if (strncmp(e->releases, first, strlen(first)) != 0)
		fail_msg("%s: %s does not begin with %s", e->commit, e->releases, first);
}

static void every_row_is_whole(void **state)
{
	size_t count;
	const struct erratum *rows = errata_all(&count);
	char text[ERRATUM_SIZE * 2];

	(void)state;
	assert_true(count >= 25);
	for (size_t i = 0; i < count; i++) {
		const struct erratum *e = &rows[i];
		assert_int_equal(strspn(e->commit, "0123456789abcdef"), 12);
		assert_int_equal(strlen(e->commit), 12);
		assert_true(*e->title && *e->text && *e->source);
		assert_true(!e->cve || strncmp(e->cve, "CVE-", 4) == 0);
		assert_pattern(e->commit, e->section);
		assert_pattern(e->commit, e->message);
		assert_pattern(e->commit, e->insn);
		assert_pattern(e->commit, e->trace);
		assert_list(e->commit, e->until);
		assert_list(e->commit, e->strict_since);
		assert_mainline_first(e);
		assert_true(e->reasons[0] != REASON_NONE);
		/* a row that asks for nothing but a reason would fit too much */
		assert_true(e->message || e->trace || e->until || e->section);
		/* the longest that can be said of it */
		snprintf(text, sizeof(text), "since 6.12.118 (stable backport of %s, %s): %s",
			e->commit, e->cve ? e->cve : "", e->text);
		if (strlen(text) >= ERRATUM_SIZE)
			fail_msg("%s: too long by %zu", e->commit, strlen(text) - ERRATUM_SIZE + 1);
	}
}

static void kernels_that_carry_it(void **state)
{
	static const struct {
		const char *commit, *version, *begin;
	} said[] = {
		{"4540aed51b12", "6.12.57", "since 6.12.53 (stable backport of 4540aed51b12, "},
		{"4540aed51b12", "6.12.52", NULL},
		{"4540aed51b12", "6.16.12", NULL},
		{"4540aed51b12", "6.18.1", "since 6.18 (4540aed51b12, CVE-2025-40123): programs"},
		{"4540aed51b12", "7.2.13", "since 6.18 (4540aed51b12, CVE-2025-40123): programs"},
		{"6715df8d5d24", "5.10.218", "loads from 5.10.222 on (stable backport of "},
		{"6715df8d5d24", "5.10.222", NULL},
		{"6715df8d5d24", "5.19.1", "loads from 6.3 on (6715df8d5d24): "},
		{"6715df8d5d24", "6.12.1", NULL},
		/* it is refused only by kernels that have another change */
		{"6557f1565d77", "5.10.262", NULL},
		{"6557f1565d77", "6.12.74", "loads from 6.12.75 on (stable backport of "},
		/* taken back */
		{"41f6f64e6999", "6.6.63", NULL},
		{"41f6f64e6999", "6.6.64", "since 6.6.64 ("},
		{"41f6f64e6999", "6.6.69", "since 6.6.64 ("},
		{"41f6f64e6999", "6.6.70", NULL},
		{"41f6f64e6999", "6.12.1", NULL},
	};
	char text[ERRATUM_SIZE];

	(void)state;
	for (size_t i = 0; i < COUNT(said); i++) {
		const struct erratum *e = find(said[i].commit);
		const bool is_said = erratum_say(text, sizeof(text), e, said[i].version);
		assert_int_equal(is_said, said[i].begin != NULL);
		assert_int_equal(erratum_refuses_on(e, said[i].version), is_said);
		if (said[i].begin && strncmp(text, said[i].begin, strlen(said[i].begin)) != 0)
			fail_msg("%s on %s: %s", said[i].commit, said[i].version, text);
		if (!said[i].begin)
			assert_string_equal(text, "");
	}
}

static const char lost_by_tail_call[] = "2: (61) r6 = *(u32 *)(r1 +76)  ; R1=ctx() R6_w=pkt(r=0)\n"
					"9: (85) call bpf_tail_call#12   ; R0=scalar()\n"
					"10: (71) r0 = *(u8 *)(r6 +0)\n"
					"R6 invalid mem access 'scalar'\n";
static const char never_a_packet[] = "2: (bf) r6 = r0  ; R6_w=scalar()\n"
				     "9: (85) call bpf_tail_call#12   ; R0=scalar()\n"
				     "10: (71) r0 = *(u8 *)(r6 +0)\n"
				     "R6 invalid mem access 'scalar'\n";
static const char packet_after_it[] = "9: (85) call bpf_tail_call#12   ; R0=scalar()\n"
				      "10: (61) r6 = *(u32 *)(r1 +76)  ; R6_w=pkt(r=0)\n"
				      "11: (71) r0 = *(u8 *)(r7 +0)\n"
				      "R7 invalid mem access 'scalar'\n";
static const char of_global[] = "2: (61) r7 = *(u32 *)(r1 +76)  ; R7_w=pkt(r=0)\n"
				"6: (85) call pc+4\n"
				"Func#1 ('pulls') is global and assumed valid.\n"
				"8: (71) r0 = *(u8 *)(r7 +0)\n"
				"R7 invalid mem access 'scalar'\n";
static const char by_strtol[] = "5: (85) call bpf_strtol#105\n"
				"write into map forbidden, value_size=24 off=16 size=8\n";
static const char by_other[] = "5: (85) call bpf_strtol#105\n"
			       "6: (7b) *(u64 *)(r1 +0) = r2\n"
			       "write into map forbidden, value_size=24 off=16 size=8\n";

static const char sign_extended[] = "3: (c6) if w0 s< 0xfffffffc goto pc+6\n"
				    "5: (67) r0 <<= 32\n"
				    "6: (c7) r0 s>>= 32\n"
				    "8: (0f) r6 += r0\n"
				    "value -2147483644 makes map_value pointer be out of bounds\n";
static const char never_bounded[] = "5: (67) r0 <<= 32\n"
				    "6: (c7) r0 s>>= 32\n"
				    "8: (0f) r6 += r0\n"
				    "value -2147483648 makes map_value pointer be out of bounds\n";

static void refusals_that_fit(void **state)
{
	static const struct {
		const char *version;
		enum verdict verdict;
		enum reason reason;
		const char *detail, *log;
		const char *commit; /* that is named; NULL: none */
	} refusals[] = {
		{"6.12.57", VERDICT_REJECTED, REASON_PROG_ARRAY_OWNER,
			"a and b share map jumps and differ in expected_attach_type: x and y", "",
			"4540aed51b12"},
		{"6.12.43", VERDICT_REJECTED, REASON_PROG_ARRAY_OWNER,
			"a and b share map jumps and differ in expected_attach_type: x and y", "",
			NULL},
		{"6.12.118", VERDICT_REJECTED, REASON_PROG_ARRAY_OWNER,
			"a and b share map jumps and differ in cgroup storage: 0 and 3", "",
			"10627ddc0167"},
		{"6.12.118", VERDICT_REJECTED, REASON_PROG_ARRAY_OWNER,
			"a and b share map jumps and differ in cgroup storage: 3 and 4", "",
			"abad3d0bad72"},
		{"6.12.118", VERDICT_REJECTED, REASON_PROG_ARRAY_OWNER,
			"a and b share map jumps and differ in prog_type: xdp and sched_cls", "",
			NULL},
		{"6.12.118", VERDICT_REJECTED, REASON_MEMORY_TYPE, "R6 invalid mem access 'scalar'",
			lost_by_tail_call, "1a4607ffba35"},
		{"6.12.8", VERDICT_REJECTED, REASON_MEMORY_TYPE, "R6 invalid mem access 'scalar'",
			lost_by_tail_call, NULL},
		{"6.12.118", VERDICT_REJECTED, REASON_MEMORY_TYPE, "R6 invalid mem access 'scalar'",
			never_a_packet, NULL},
		{"6.12.118", VERDICT_REJECTED, REASON_MEMORY_TYPE, "R7 invalid mem access 'scalar'",
			packet_after_it, NULL},
		{"6.12.118", VERDICT_REJECTED, REASON_MEMORY_TYPE, "R7 invalid mem access 'scalar'",
			of_global, "51081a3f25c7"},
		{"6.12.118", VERDICT_REJECTED, REASON_MAP_READ_ONLY,
			"write into map forbidden, value_size=24 off=16 size=8", by_strtol,
			"32556ce93bc4"},
		/* the program itself wrote */
		{"6.12.118", VERDICT_REJECTED, REASON_MAP_READ_ONLY,
			"write into map forbidden, value_size=24 off=16 size=8", by_other, NULL},
		{"6.12.118", VERDICT_UNLOADABLE, REASON_ATTACH_TARGET,
			"Attaching fexit/fmod_ret to __noreturn functions is rejected.", "",
			"cfe816d469dc"},
		{"5.10.218", VERDICT_REJECTED, REASON_UNINITIALISED_READ,
			"invalid read from stack off -8+0 size 8", "", "6715df8d5d24"},
		{"5.10.262", VERDICT_REJECTED, REASON_UNINITIALISED_READ,
			"invalid read from stack off -8+0 size 8", "", NULL},
		{"5.10.262", VERDICT_REJECTED, REASON_UNINITIALISED_READ,
			"invalid read from stack R10 off=-8 size=8", "", "6b4a64bafd10"},
		{"6.12.74", VERDICT_REJECTED, REASON_POINTER_ARITHMETIC,
			"value -2147483644 makes map_value pointer be out of bounds", sign_extended,
			"d18dec4b8990"},
		{"6.12.75", VERDICT_REJECTED, REASON_POINTER_ARITHMETIC,
			"value -2147483644 makes map_value pointer be out of bounds", sign_extended,
			NULL},
		{"6.12.74", VERDICT_REJECTED, REASON_POINTER_ARITHMETIC,
			"value -2147483648 makes map_value pointer be out of bounds", never_bounded,
			NULL},
		/* nothing was refused */
		{"6.12.118", VERDICT_ERROR, REASON_UNINITIALISED_READ,
			"invalid read from stack off -8+0 size 8", "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		struct load_answer answer = {.log = (char *)refusals[i].log};
		struct program_result p = {.verdict = refusals[i].verdict};
		const struct help_case c = {.answer = &answer,
			.version = refusals[i].version,
			.expected = VERDICT_ACCEPTED};
		snprintf(p.detail, sizeof(p.detail), "%s", refusals[i].detail);
		reason_set(&p, refusals[i].reason);
		errata_judge(&p, &c);
		if (!refusals[i].commit ? *p.erratum : !strstr(p.erratum, refusals[i].commit))
			fail_msg("%s on %s: '%s', not %s", refusals[i].detail, refusals[i].version,
				p.erratum, refusals[i].commit ? refusals[i].commit : "none");
	}
}

static void expected_refusals_have_none(void **state)
{
	struct load_answer answer = {.log = (char[]){""}};
	struct program_result p = {.verdict = VERDICT_REJECTED,
		.detail = "x and y share map m and differ in expected_attach_type: a and b"};
	const struct help_case c = {
		.answer = &answer, .version = "6.18", .expected = VERDICT_REJECTED};

	(void)state;
	reason_set(&p, REASON_PROG_ARRAY_OWNER);
	errata_judge(&p, &c);
	assert_string_equal(p.erratum, "");
}

static void misaligned_offsets(void **state)
{
	static const struct {
		const char *detail;
		bool is;
	} details[] = {
		{"invalid bpf_context access off=77 size=4", true},
		{"invalid bpf_context access off=76 size=4", false},
		{"invalid bpf_context access", false},
		{"off=77 size=0", false},
	};
	const struct help_case c = {0};
	struct program_result p = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(details); i++) {
		snprintf(p.detail, sizeof(p.detail), "%s", details[i].detail);
		assert_int_equal(errata_condition(ERRATUM_MISALIGNED, &p, &c), details[i].is);
	}
}

static void the_last_instruction(void **state)
{
	size_t len;
	const char *log = "0: R1=ctx() R10=fp0\n"
			  "0: (b7) r0 = 1\n"
			  "; source (85) 1: (b7)\n"
			  "12: (85) call bpf_strtol#105\n"
			  "12: R0=1\n";
	const char *line = errata_last_insn(log, &len);

	(void)state;
	assert_non_null(line);
	assert_int_equal(len, strlen("12: (85) call bpf_strtol#105"));
	assert_memory_equal(line, "12: (85) call bpf_strtol#105", len);
	assert_null(errata_last_insn("0: R1=ctx()\n", &len));
	assert_null(errata_last_insn("", &len));
	assert_null(errata_last_insn("1: (", &len));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(kernels_that_carry_it),
		cmocka_unit_test(refusals_that_fit),
		cmocka_unit_test(expected_refusals_have_none),
		cmocka_unit_test(misaligned_offsets),
		cmocka_unit_test(the_last_instruction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
