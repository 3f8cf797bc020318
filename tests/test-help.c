// SPDX-License-Identifier: GPL-2.0-only
/*
 * How probing the kernel changes the reason, detail and help of a refusal.  The test replaces the
 * functions of probe/ and load/ that probe.
 */
#include "explain/help.h"
#include "explain/target-words.h"
#include "load/flags.h"
#include "load/privilege.h"
#include "probe/has.h"
#include "probe/kallsyms.h"
#include "probe/kfuncs.h"
#include "probe/names.h"
#include "probe/needs.h"
#include "verdict/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

/* The kernel's answers. */
static struct kernel {
	int at_all;	   /* has_helper_at_all() */
	int asked;	   /* needs_ask() with all capabilities, */
	int asked_without; /* and without some */
	int calls;	   /* has_kfunc_calls() */
} kernel;
static uint64_t without; /* the dropped capabilities */
static int asked_times;
static char last_asked[256];

int needs_ask(const struct bpf_program *program, const char *what, char *why, size_t why_size)
{
	(void)program;
	snprintf(why, why_size, "asked");
	snprintf(last_asked, sizeof(last_asked), "%s", what);
	asked_times++;
	return without ? kernel.asked_without : kernel.asked;
}

int has_helper_at_all(int number)
{
	assert_true(number > 0);
	assert_int_equal(without, 0);
	asked_times++;
	return kernel.at_all;
}

int has_kfunc_calls(void)
{
	asked_times++;
	return kernel.calls;
}

const char *names_map(int type)
{
	return libbpf_bpf_map_type_str((enum bpf_map_type)type);
}

const char *names_program(int type)
{
	return libbpf_bpf_prog_type_str((enum bpf_prog_type)type);
}

const char *needs_unknown_helper(const struct bpf_program *program)
{
	(void)program;
	return "bpf_loop";
}

const char *names_helper(int number)
{
	return number == 181 ? "bpf_loop" : number == 6 ? "bpf_trace_printk" : NULL;
}

const char *kfuncs_function_name(int number)
{
	return number == 72888 ? "tcp_reno_ssthresh" : NULL;
}

/* Targets have a test of their own. */
int kallsyms_has(const char *name)
{
	(void)name;
	return -1;
}

void target_function_words(char *ret, size_t size, const char *name, bool wants_btf)
{
	snprintf(ret, size, "%s%s", wants_btf ? "function " : "symbol ", name);
}

void target_tracepoint_words(char *ret, size_t size, const char *name)
{
	snprintf(ret, size, "tracepoint %s", name);
}

void target_hook_words(char *ret, size_t size, const char *name)
{
	snprintf(ret, size, "hook %s", name);
}

void target_iterator_words(char *ret, size_t size, const char *name, const char *version)
{
	(void)version;
	snprintf(ret, size, "iterator %s", name);
}

/* A kernel that knows no flags of releases after 5.10. */
uint32_t flags_known(uint32_t flags)
{
	return flags & ~(1U << 5 | 1U << 7);
}

int privilege_drop(uint64_t dropped)
{
	without = dropped;
	return 0;
}

int privilege_restore(void)
{
	return privilege_drop(0);
}

static const struct {
	const char *reason, *detail, *log;
	struct kernel kernel;
	uint64_t dropped;
	const char *expected; /* the reason of an expected refusal; NULL: acceptance is expected */
	const char *now, *detail_has, *help;
} rows[] = {
	/* helpers: missing; not for this type; allowed after all; no answer */
	{"helper-unknown", "invalid func unknown#181", "", {0}, 0, NULL, "helper-unknown",
		"unknown#181", "helper bpf_loop: 5.17 and later"},
	{"helper-unknown", "this kernel has neither bpf_loop nor callbacks: …", "", {0}, 0, NULL,
		"helper-unknown", "callbacks", "helper bpf_loop: 5.17 and later"},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = 1}, 0, NULL,
		"helper-not-allowed", "unknown#181", ""},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = 1, .asked = 1}, 0, NULL,
		"helper-unknown", "(called alone, this kernel allows it)", ""},
	{"helper-unknown", "invalid func unknown#181", "", {.at_all = -ENOTSUP}, 0, NULL,
		"helper-unknown", "", ""},
	{"helper-unknown", "invalid func unknown#9999", "", {0}, 0, NULL, "helper-unknown", "", ""},
	{"helper-not-allowed", "unknown func bpf_loop#181", "", {0}, 0, NULL, "helper-unknown", "",
		"helper bpf_loop: 5.17 and later"},
	{"helper-not-allowed", "unknown func bpf_trace_printk#6", "", {.at_all = 1}, 0, NULL,
		"helper-not-allowed", "", ""},
	{"helper-not-allowed", "program of this type cannot use helper bpf_trace_printk#6", "",
		{.at_all = 1, .asked = 1, .asked_without = 0}, 1, NULL, "no-privilege",
		"with all capabilities this kernel allows it: program of", ""},
	{"helper-not-allowed", "unknown func bpf_trace_printk#6", "",
		{.at_all = 1, .asked = 1, .asked_without = 1}, 1, NULL, "helper-not-allowed",
		"called alone", ""},
	{"helper-not-allowed", "helper call is not allowed in probe", "", {.at_all = 1}, 0, NULL,
		"helper-not-allowed", "", ""},
	/* kfuncs */
	{"kfunc-missing",
		"libbpf: extern (func ksym) 'bpf_iter_num_new': not found in kernel or module BTFs",
		"", {0}, 0, NULL, "kfunc-missing", "", "kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new___old': not found", "", {0},
		0, NULL, "kfunc-missing", "", "kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "libbpf: extern (func ksym) 'nobodys': not found", "", {0}, 0, NULL,
		"kfunc-missing", "", ""},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new': not found", "",
		{.asked = 1}, 0, NULL, "kfunc-missing", "BTF has a function of that name", ""},
	{"kfunc-missing", "libbpf: extern (func ksym) 'bpf_iter_num_new': not found", "",
		{.asked = -ENOTSUP}, 0, NULL, "kfunc-missing", "", ""},
	{"kfunc-missing", "invalid func unknown#2002000000",
		"; kfunc 'other' is referenced but wasn't resolved\n1: <invalid kfunc call>\n"
		"kfunc 'bpf_iter_num_new' is referenced but wasn't resolved\n",
		{0}, 0, NULL, "kfunc-missing", "is referenced",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "invalid func unknown#2002000000",
		"1: <invalid kfunc call>\n"
		"kfunc 'bpf_iter_num_new' is referenced but wasn't resolved\n",
		{0}, 0, NULL, "kfunc-missing", "is referenced",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	{"kfunc-missing", "kfunc 'bpf_iter_num_new' is referenced but wasn't resolved", "",
		{.asked = 1}, 0, NULL, "kfunc-prototype", "with another prototype", ""},
	{"kfunc-not-allowed", "calling kernel function bpf_iter_num_new is not allowed", "",
		{.asked = 1}, 0, NULL, "kfunc-not-allowed", "", ""},
	{"kfunc-not-allowed", "calling kernel function bpf_iter_num_new is not allowed", "",
		{.asked = 0}, 0, NULL, "kfunc-missing", "",
		"kfunc bpf_iter_num_new: 6.4 and later"},
	/* instructions */
	{"instruction-unknown", "BPF_CALL uses reserved fields",
		"0: (85) call unknown#72888\nBPF_CALL uses …", {0}, 0, NULL, "kfunc-missing",
		"knows no calls", "kfunc tcp_reno_ssthresh: 5.13 and later"},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {0}, 0, NULL, "kfunc-missing",
		"knows no calls", "calls of kernel functions: 5.13 and later"},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {.calls = 1}, 0, NULL,
		"instruction-unknown", "", ""},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {.calls = -ENOTSUP}, 0, NULL,
		"instruction-unknown", "", ""},
	{"instruction-unknown", "BPF_CALL uses reserved fields", "", {0}, 0, "kfunc-missing",
		"kfunc-missing", "", ""},
};

static void judge(size_t i, struct program_result *p)
{
	char log[512] = "", warnings[] = "";
	struct load_answer a = {.reached = true, .err = EINVAL, .log = log, .warnings = warnings};
	const struct help_case c = {.answer = &a,
		.dropped = rows[i].dropped,
		.version = "5.10.262",
		.expected = rows[i].expected ? VERDICT_REJECTED : VERDICT_ACCEPTED,
		.reason = rows[i].expected};

	snprintf(log, sizeof(log), "%s", rows[i].log);
	program_result_init(p);
	p->verdict = VERDICT_REJECTED;
	p->err = EINVAL;
	text_set(p->reason, rows[i].reason);
	text_set(p->detail, rows[i].detail);
	kernel = rows[i].kernel;
	help_ask(p, &c);
	assert_int_equal(without, 0);
	assert_int_equal(p->verdict, VERDICT_REJECTED);
}

static void the_kernels_answer_overrides_the_message(void **state)
{
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		judge(i, &p);
		if (strcmp(p.reason, rows[i].now) != 0 || strcmp(p.help, rows[i].help) != 0 ||
			!strstr(p.detail, rows[i].detail_has))
			fail_msg("row %zu, %s: %s, %s, help \"%s\"", i, rows[i].detail, p.reason,
				p.detail, p.help);
	}
}

static void an_expected_refusal_is_not_probed(void **state)
{
	static const struct {
		const char *reason, *detail, *expected_reason;
		enum verdict expected;
	} quiet[] = {
		{"helper-unknown", "invalid func unknown#181", "helper-unknown", VERDICT_REJECTED},
		{"helper-unknown", "invalid func unknown#181", NULL, VERDICT_REJECTED},
		{"kfunc-not-allowed", "calling kernel function x is not allowed", NULL,
			VERDICT_REJECTED},
		{"instruction-unknown", "unknown opcode e0", NULL, VERDICT_ACCEPTED},
		{"null-dereference", "R0 invalid mem access 'map_value_or_null'", NULL,
			VERDICT_ACCEPTED},
	};
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < COUNT(quiet); i++) {
		const struct help_case c = {.answer = &a,
			.version = "5.10.262",
			.expected = quiet[i].expected,
			.reason = quiet[i].expected_reason};
		program_result_init(&p);
		p.verdict = VERDICT_REJECTED;
		text_set(p.reason, quiet[i].reason);
		text_set(p.detail, quiet[i].detail);
		asked_times = 0;
		help_ask(&p, &c);
		assert_int_equal(asked_times, 0);
		assert_string_equal(p.reason, quiet[i].reason);
		assert_string_equal(p.detail, quiet[i].detail);
		assert_string_equal(p.help, "");
	}
}

static void a_flag_is_named_with_its_release(void **state)
{
	static const struct {
		uint32_t flags;
		int err;
		bool reached;
		const char *reason, *detail_has, *help;
	} cases[] = {
		{1U << 5, EINVAL, true, "flag-unknown",
			"does not know the program flag BPF_F_XDP_HAS_FRAGS",
			"flag BPF_F_XDP_HAS_FRAGS: 5.18 and later"},
		{1U << 5 | 1U << 3, EINVAL, true, "flag-unknown", "flag BPF_F_XDP_HAS_FRAGS)",
			"flag BPF_F_XDP_HAS_FRAGS: 5.18 and later"},
		{1U << 5 | 1U << 7, EINVAL, true, "flag-unknown",
			"BPF_F_TEST_REG_INVARIANTS|BPF_F_XDP_HAS_FRAGS", ""},
		/* another errno, or bpf() was not called */
		{1U << 5, EPERM, true, "load-refused", "Invalid argument", ""},
		{1U << 5, EINVAL, false, "load-refused", "Invalid argument", ""},
	};
	char empty[] = "";

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct load_answer a = {.reached = cases[i].reached,
			.prog_flags = cases[i].flags,
			.log = empty,
			.warnings = empty};
		const struct help_case c = {
			.answer = &a, .version = "5.10.262", .expected = VERDICT_ACCEPTED};
		struct program_result p;

		program_result_init(&p);
		p.verdict = VERDICT_UNLOADABLE;
		p.err = cases[i].err;
		text_set(p.reason, "load-refused");
		text_set(p.detail, "Invalid argument");
		kernel = (struct kernel){.asked = 1};
		help_ask(&p, &c);
		assert_string_equal(p.reason, cases[i].reason);
		assert_non_null(strstr(p.detail, cases[i].detail_has));
		assert_string_equal(p.help, cases[i].help);
	}
}

/* A detail that fills its field is cut, and nothing is written past the field. */
static void a_long_detail_is_cut(void **state)
{
	char empty[] = "";
	struct load_answer a = {.reached = true, .log = empty, .warnings = empty};
	const struct help_case c = {
		.answer = &a, .version = "5.10.262", .expected = VERDICT_ACCEPTED, .dropped = 1};
	struct program_result p;

	(void)state;
	for (int without_has = 0; without_has < 2; without_has++) {
		program_result_init(&p);
		p.verdict = VERDICT_REJECTED;
		text_set(p.reason, "helper-not-allowed");
		memset(p.detail, 'x', sizeof(p.detail) - 1);
		memcpy(p.detail, "unknown func bpf_trace_printk#6 ", 32);
		kernel = (struct kernel){.at_all = 1, .asked = 1, .asked_without = without_has};
		help_ask(&p, &c);
		assert_string_equal(last_asked, "helper:bpf_trace_printk");
		assert_string_equal(p.reason, without_has ? "helper-not-allowed" : "no-privilege");
		assert_true(strlen(p.detail) < sizeof(p.detail));
		assert_non_null(strstr(p.detail, "bpf_trace_printk#6 xxx"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_kernels_answer_overrides_the_message),
		cmocka_unit_test(an_expected_refusal_is_not_probed),
		cmocka_unit_test(a_flag_is_named_with_its_release),
		cmocka_unit_test(a_long_detail_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
