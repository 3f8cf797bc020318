// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reason of a refusal, from the ends of logs that kernels wrote (corpus/logs/), and errors that
 * are not the program's fault.  features.c is not linked: a test cannot lock the machine down.
 */
#include "explain/log-lines.h"
#include "explain/locked-down.h"
#include "explain/reason.h"
#include "probe/features.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define STATS                                                                                      \
	"processed 9 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 "    \
	"mark_read 0\n"

static const char *level = "none", *word;

const char *features_lockdown(void)
{
	return level;
}

const char *features_lockdown_word(void)
{
	return word;
}

/* Replace the corpus' escapes "\n", "\t" and "\\", in place. */
static void unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		char c = *s;
		if (c == '\\' && s[1]) {
			s++;
			c = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
		}
		*out++ = c;
	}
	*out = '\0';
}

/* A copy in memory of exactly its length, so that AddressSanitizer sees a read past its end. */
static char *exact(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	return strcpy(copy, text);
}

/* bpf(BPF_PROG_LOAD) failed with @err and @log. */
static void judge_log(struct program_result *p, int err, const char *log)
{
	struct load_answer a = {
		.reached = true, .err = err, .log = exact(log), .warnings = exact("")};

	a.log_len = strlen(log);
	program_result_init(p);
	reason_judge(p, &a, err, a.warnings);
	free(a.log);
	free(a.warnings);
}

/* libbpf failed before that, with @err and @warnings. */
static void judge_libbpf(struct program_result *p, int err, const char *warnings)
{
	struct load_answer a = {.err = err, .log = exact(""), .warnings = exact(warnings)};

	program_result_init(p);
	reason_judge(p, &a, err, a.warnings);
	free(a.log);
	free(a.warnings);
}

/* A row: kernel, source (log, libbpf), errno, verdict, reason, text. */
static void corpus_row(char *line, int number)
{
	char *column[6], *rest = line;
	struct program_result p;
	size_t n = 0;

	while (n < COUNT(column) && (column[n] = strsep(&rest, "\t")))
		n++;
	if (n != COUNT(column) || rest)
		fail_msg("row %d: %zu columns", number, n);
	int err = errno_from_symbol(column[2]);
	enum verdict want = verdict_from_word(column[3]);
	if (!err || !want)
		fail_msg("row %d: errno %s, verdict %s", number, column[2], column[3]);
	unescape(column[5]);
	if (strcmp(column[1], "log") == 0)
		judge_log(&p, err, column[5]);
	else
		judge_libbpf(&p, err, column[5]);
	if (p.verdict != want || strcmp(p.reason, column[4]) != 0)
		fail_msg("row %d (%s): %s, %s, not %s, %s; by \"%s\"", number, column[0],
			verdict_word(p.verdict), p.reason, column[3], column[4], p.detail);
	assert_int_equal(p.err, err);
	assert_true(*p.detail);
	assert_null(strchr(p.detail, '\n'));
}

/* Check each row of a file of the corpus; their number. */
static int corpus_file(const char *name)
{
	char path[4096], *line = NULL;
	int number = 0, rows = 0;
	size_t room = 0;
	ssize_t n;

	snprintf(path, sizeof(path), "%s/corpus/logs/%s", getenv("TESTS"), name);
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while ((n = getline(&line, &room, f)) > 0) {
		number++;
		if (line[n - 1] == '\n')
			line[n - 1] = '\0';
		if (*line == '#' || !*line)
			continue;
		corpus_row(line, number);
		rows++;
	}
	free(line);
	fclose(f);
	return rows;
}

static void every_log_of_the_corpus_has_its_reason(void **state)
{
	(void)state;
	assert_true(corpus_file("reasons.tsv") > 80);
	assert_true(corpus_file("recorded.tsv") > 300);
}

/* The verifier's message is about what the map lacks because libbpf made it without BTF. */
static void a_map_that_was_made_without_its_btf_was_refused(void **state)
{
	static const char log[] = "map 'm' has to have BTF in order to use bpf_spin_lock\n" STATS;
	static char retried[] =
		"libbpf: Error in bpf_create_map_xattr(m):unknown error (-524)(-524). "
		"Retrying without BTF.\n";
	static char other[] = "libbpf: Error in bpf_create_map_xattr(m2):Invalid argument(-22). "
			      "Retrying without BTF.\n";
	struct load_answer a = {
		.reached = true, .err = EACCES, .log = exact(log), .warnings = retried};
	struct program_result p;

	(void)state;
	program_result_init(&p);
	reason_judge(&p, &a, a.err, a.warnings);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
	assert_string_equal(p.reason, "map-refused");
	assert_non_null(strstr(p.detail, "bpf_create_map_xattr(m)"));
	a.warnings = other;
	program_result_init(&p);
	reason_judge(&p, &a, a.err, a.warnings);
	assert_string_equal(p.reason, "btf-missing");
	free(a.log);
}

static void an_error_of_the_machine_is_never_a_refusal(void **state)
{
	static const int errors[] = {EPERM, ENOMEM, ENOSYS, EINTR, EAGAIN, ENOSPC};
	struct program_result p;

	(void)state;
	for (size_t i = 0; i < COUNT(errors); i++) {
		judge_log(&p, errors[i], "");
		assert_int_equal(p.verdict, VERDICT_ERROR);
		judge_log(&p, errors[i], STATS);
		assert_int_equal(p.verdict, VERDICT_ERROR);
		program_result_init(&p);
		/* the object itself could not be opened */
		reason_judge(&p, NULL, errors[i], "");
		if (errors[i] != ENOSPC)
			assert_int_equal(p.verdict, VERDICT_ERROR);
		judge_libbpf(&p, errors[i],
			"libbpf: elf: something\nlibbpf: prog 'a': relo #1: failed\n");
		if (errors[i] != ENOSPC)
			assert_int_equal(p.verdict, VERDICT_ERROR);
	}
}

static void lockdown_is_not_the_programs_fault(void **state)
{
	struct program_result p;

	(void)state;
	level = "confidentiality";
	judge_log(&p, EINVAL, "unknown func bpf_probe_read_kernel#113\n" STATS);
	assert_int_equal(p.verdict, VERDICT_ERROR);
	assert_string_equal(p.reason, "lockdown");
	judge_log(&p, EINVAL,
		"program of this type cannot use helper bpf_probe_write_user#36\n" STATS);
	assert_string_equal(p.reason, "lockdown");
	/* other refusals are still refusals: lockdown decides about five helpers */
	judge_log(&p, EPERM, "");
	assert_string_equal(p.reason, "no-privilege");
	judge_log(&p, EINVAL, "unknown func bpf_override_return#58\n" STATS);
	assert_string_equal(p.reason, "helper-not-allowed");
	judge_log(&p, EINVAL, "unknown func bpf_probe_read_user#112\n" STATS);
	assert_string_equal(p.reason, "helper-not-allowed");
	judge_log(&p, EACCES, "R0 !read_ok\n" STATS);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
	level = "integrity";
	judge_log(&p, EINVAL, "unknown func bpf_probe_read_kernel#113\n" STATS);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
	judge_log(&p, EINVAL, "unknown func bpf_probe_write_user#36\n" STATS);
	assert_string_equal(p.reason, "lockdown");
	level = "none";
	judge_log(&p, EINVAL, "unknown func bpf_probe_write_user#36\n" STATS);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
}

static void the_help_says_what_locks_down(void **state)
{
	const struct help_case c = {0};
	struct program_result p;

	(void)state;
	program_result_init(&p);
	level = "confidentiality";
	word = "lockdown=confidentiality";
	help_about_lockdown(&p, &c);
	assert_string_equal(p.help,
		"lockdown is at confidentiality, by lockdown=confidentiality: it forbids "
		"bpf_probe_read, bpf_probe_read_kernel, their _str forms and bpf_probe_write_user "
		"to every program, whatever its privileges; the program is not at fault. Direct "
		"reads of BTF pointers, as in fentry and tp_btf, are allowed");
	level = "integrity";
	word = NULL;
	help_about_lockdown(&p, &c);
	assert_non_null(
		strstr(p.help, "by this kernel's configuration and no word of the command"));
	assert_null(strstr(p.help, "bpf_probe_read"));
	level = "none";
}

/* Where the kernel cut the log, that of the load for statistics alone has its end. */
static void the_brief_log_is_searched_first(void **state)
{
	struct load_answer a = {
		.reached = true,
		.log_cut = true,
		.err = EACCES,
		.log = (char *)"0: (b7) r0 = 0\nunreachable insn 9\n",
		.brief = (char *)"R0 !read_ok\n" STATS,
		.warnings = (char *)"",
	};
	struct program_result p;

	(void)state;
	a.log_len = strlen(a.log);
	program_result_init(&p);
	reason_judge(&p, &a, a.err, a.warnings);
	assert_int_equal(p.verdict, VERDICT_REJECTED);
	assert_string_equal(p.reason, "uninitialised-read");
	assert_string_equal(p.detail, "R0 !read_ok");
}

/* Only a refusal for want of BTF is put down to the BTF that the kernel refused. */
static void refused_btf_is_a_reason(void **state)
{
	static const char refused[] =
		"libbpf: BTF loading error: -22\n"
		"libbpf: Error loading .BTF into kernel: -22. BTF is optional, ignoring.\n";
	static const struct {
		const char *log, *warnings, *reason;
	} cases[] = {
		{"missing btf func_info\n" STATS, refused, "btf-refused"},
		{"unrecognized bpf_ld_imm64 insn\n", refused, "btf-refused"},
		{"missing btf func_info\n" STATS, "", "btf-missing"},
		{"unrecognized bpf_ld_imm64 insn\n", "", "instruction-unknown"},
		{"R0 !read_ok\n" STATS, refused, "uninitialised-read"},
		{"unknown opcode c9\n" STATS, refused, "instruction-unknown"},
		{"missing btf func_info\n" STATS,
			"libbpf: BTF loading error: -22\nlibbpf: -- BEGIN BTF LOAD LOG ---\n"
			"[1] PTR (anon) type_id=2\n"
			"[9] FUNC_PROTO (anon) return=10 args=(3 a b) Invalid arg#1\n\n"
			"-- END BTF LOAD LOG --\n"
			"libbpf: Error loading .BTF into kernel: -22. BTF is optional, ignoring.\n",
			"btf-refused"},
		/* the beginning of the log was cut, or all of it */
		{"missing btf func_info\n" STATS,
			"-- BEGIN BTF LOAD LOG ---\n-- END BTF LOAD LOG --\n"
			"Error loading .BTF into kernel: -22.\n",
			"btf-refused"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct load_answer a = {.reached = true, .err = EINVAL};
		struct program_result p;
		a.log = exact(cases[i].log);
		a.log_len = strlen(a.log);
		a.warnings = exact(cases[i].warnings);
		program_result_init(&p);
		reason_judge(&p, &a, a.err, a.warnings);
		assert_int_equal(p.verdict, VERDICT_REJECTED);
		assert_string_equal(p.reason, cases[i].reason);
		if (strstr(a.warnings, "FUNC_PROTO"))
			assert_string_equal(p.detail,
				"[9] FUNC_PROTO (anon) return=10 args=(3 a b) Invalid arg#1");
		else if (strcmp(p.reason, "btf-refused") == 0)
			assert_memory_equal(p.detail, "Error loading .BTF into kernel: -22.", 36);
		free(a.log);
		free(a.warnings);
	}
}

static void last_line(const char *log, const char *want)
{
	char *copy = exact(log);
	size_t len = 999;
	const char *line = log_last_line(copy, strlen(copy), &len);

	if (!want) {
		assert_null(line);
		assert_int_equal(len, 0);
	} else {
		assert_non_null(line);
		assert_int_equal(len, strlen(want));
		assert_memory_equal(line, want, len);
	}
	free(copy);
}

static void the_last_line_that_gives_a_reason_is_found(void **state)
{
	(void)state;
	last_line("", NULL);
	last_line("\n", NULL);
	last_line("\n\n\n", NULL);
	last_line(STATS, NULL);
	last_line("why", "why");
	last_line("why\n", "why");
	last_line("why\n\n" STATS, "why");
	last_line("why\n" STATS STATS, "why");
	last_line("why\nverification time 5 usec\nstack depth 0+8\n" STATS, "why");
	last_line("why\nverification time 5 usec\nstack depth max 8\n"
		  "subprog 0 (a) main insns_self 3 insns_total 3 stack 8\n" STATS,
		"why");
	last_line("other\nwhy\n R1=ctx() R10=fp0\n12: (95) exit\n; return 0; @ a.c:3\n", "why");
	last_line("why\ncaller:\n R6=0\ncallee:\n frame1: R1=0\n", "why");
	last_line("why\nfrom 3 to 5: safe\nfrom 5 to 7: R0=0\n", "why");
	last_line("why\n\nVerification failed: Policy: Operation is not allowed\n\nAt:\n  a\n\n"
		  "Reason:\n  b\n\nSuggestion:\n  c\n",
		"why");
	last_line("frame pointer is read only\n" STATS, "frame pointer is read only");
	last_line("processed", "processed");
	last_line("infinite loop detected at insn 3\ncur state: R0=0\nold state: R0=0\n",
		"infinite loop detected at insn 3");
	last_line("why\nfunc 'f' arg0 has btf_id 5 type STRUCT 's'\n", "why");
	last_line("func 'f' doesn't have 4-th argument\n", "func 'f' doesn't have 4-th argument");
	last_line("why\narg#12 type is not a struct\narg#1 struct doesn't have a name\n", "why");
}

/* Of the main program's arguments the verifier says what it then ignores. */
static void a_remark_is_no_reason(void **state)
{
	static const char *const remarks[] = {
		"arg#0 reference type('UNKNOWN ') size cannot be determined: -22\n",
		"reg type unsupported for arg#0 function f#18\n",
		"Unrecognized arg#0 type PTR\n",
	};
	struct program_result p;
	char log[512];

	(void)state;
	for (size_t i = 0; i < COUNT(remarks); i++) {
		snprintf(log, sizeof(log),
			"%s0: R1=ctx() R10=fp0\n0: (95) exit\nno pattern knows this\n" STATS,
			remarks[i]);
		judge_log(&p, EINVAL, log);
		assert_string_equal(p.reason, "unclassified");
		assert_string_equal(p.detail, "no pattern knows this");
		judge_log(&p, EINVAL, remarks[i]);
		assert_string_equal(p.reason, "argument-type");
	}
}

/* Up to 6.1 a kfunc's argument that may be NULL is refused by its type. */
static void the_state_says_what_may_be_null(void **state)
{
	static const char says[] = "arg#0 pointer type STRUCT bpf_key must point to scalar, or "
				   "struct with scalar\n" STATS;
	static const struct {
		const char *trace, *reason;
	} rows[] = {
		{"3: (bf) r1 = r0   ; R0_w=ptr_or_null_bpf_key(id=2) R1_w=ptr_or_null_bpf_key(id=2)\n",
			"null-dereference"},
		{"3: (bf) r1 = r0   ; R1=trusted_ptr_or_null_bpf_key(id=2) R10=fp0\n",
			"null-dereference"},
		{"3: (bf) r1 = r0   ; R1_w=ptr_or_null_bpf_key(id=2)\n"
		 "4: (55) if r1 != 0x0 goto pc+1  ; R1_w=ptr_bpf_key(id=2)\n",
			"argument-type"},
		{"3: (bf) r1 = r0   ; R1_w=ptr_or_null_bpf_keyring(id=2)\n", "argument-type"},
		{"3: (bf) r2 = r0   ; R2_w=ptr_or_null_bpf_key(id=2)\n", "argument-type"},
		{"3: (bf) r1 = r0   ; R1_w=scalar() R11=ptr_or_null_bpf_key(id=2)\n",
			"argument-type"},
		{"", "argument-type"},
	};
	struct program_result p;
	char log[1024];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(log, sizeof(log), "%s4: (85) call bpf_key_put#9\n%s", rows[i].trace, says);
		judge_log(&p, EINVAL, log);
		assert_string_equal(p.reason, rows[i].reason);
	}
}

static void detail(const char *log, const char *want)
{
	struct program_result p;

	judge_log(&p, EACCES, log);
	assert_string_equal(p.detail, want);
}

/* A footnote is shown after the line that says more, and never alone. */
static void a_reason_of_two_lines_is_shown_whole(void **state)
{
	char log[4096];

	(void)state;
	detail("func 'f' doesn't have 4-th argument\ninvalid bpf_context access off=32 size=8\n" STATS,
		"func 'f' doesn't have 4-th argument; invalid bpf_context access off=32 size=8");
	detail("invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)\n"
	       "R2 offset is outside of the packet\n" STATS,
		"invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0); "
		"R2 offset is outside of the packet");
	detail("global function calls are not allowed while holding a lock,\n"
	       "use static function instead\n",
		"global function calls are not allowed while holding a lock, "
		"use static function instead");
	/* the line before is not of the pair */
	detail("func 'f' doesn't have 4-th argument\nR2 invalid mem access 'scalar'\n",
		"R2 invalid mem access 'scalar'");
	detail("3: (61) r0 = *(u32 *)(r2 +0)\ninvalid bpf_context access off=32 size=8\n",
		"invalid bpf_context access off=32 size=8");
	detail("invalid bpf_context access off=32 size=8\n",
		"invalid bpf_context access off=32 size=8");
	/* it fits, however long the first is */
	snprintf(log, sizeof(log), "func '%01000d' size 4 must be 8\ninvalid bpf_context access\n",
		0);
	struct program_result p;
	judge_log(&p, EACCES, log);
	assert_string_equal(p.reason, "context-access");
	assert_true(strlen(p.detail) < sizeof(p.detail));
}

/* One line, clean, cut to the field. */
static void the_detail_is_printable(void **state)
{
	struct program_result p;
	char log[8192];

	(void)state;
	judge_log(&p, EACCES, "R0 \x1b[31m !read_ok \xff\n" STATS);
	assert_string_equal(p.detail, "R0 \xef\xbf\xbd[31m !read_ok \xef\xbf\xbd");
	memset(log, 'x', sizeof(log));
	memcpy(log + sizeof(log) - 13, " R0 !read_ok", 13);
	judge_log(&p, EACCES, log);
	assert_true(strlen(p.detail) < sizeof(p.detail));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_log_of_the_corpus_has_its_reason),
		cmocka_unit_test(a_map_that_was_made_without_its_btf_was_refused),
		cmocka_unit_test(an_error_of_the_machine_is_never_a_refusal),
		cmocka_unit_test(lockdown_is_not_the_programs_fault),
		cmocka_unit_test(the_help_says_what_locks_down),
		cmocka_unit_test(the_brief_log_is_searched_first),
		cmocka_unit_test(refused_btf_is_a_reason),
		cmocka_unit_test(the_last_line_that_gives_a_reason_is_found),
		cmocka_unit_test(a_remark_is_no_reason),
		cmocka_unit_test(the_state_says_what_may_be_null),
		cmocka_unit_test(a_reason_of_two_lines_is_shown_whole),
		cmocka_unit_test(the_detail_is_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
