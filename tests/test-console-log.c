// SPDX-License-Identifier: GPL-2.0-only
/*
 * A console as a result: what /init writes is read whole, and whatever is missing, torn, repeated
 * or foreign is never green.
 */
#include "vm/console.h"
#include "cleanup.h"
#include "diag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define DOCKET "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HELLO  "bpfjury 0.1.0: init\n"
#define KERNEL "# bpfjury 0.1.0 on Linux 6.12.9-cloud (6.12.9) x86_64\n"
#define HASH   "# docket: " DOCKET "\n"
#define FIRST                                                                                      \
	"  KTAP version 1\n"                                                                       \
	"  # Subtest: a.bpf.o\n"                                                                   \
	"  1..2\n"                                                                                 \
	"  # sha256: " DOCKET "\n"                                                                 \
	"  # judging: one\n"                                                                       \
	"  # verdict: accepted\n"                                                                  \
	"  # type: xdp\n"                                                                          \
	"  # adapted: events: max_entries 4096\n"                                                  \
	"  # adapted: stacks: value_size 8\n"                                                      \
	"  # figures: insns=14 states=1 load_us=412 limits.insns=1000000 a_later=7\n"              \
	"  ok 1 one\n"                                                                             \
	"  # judging: two#x\n"                                                                     \
	"  # verdict: rejected\n"                                                                  \
	"  # expected: accepted\n"                                                                 \
	"  # errno: EACCES\n"                                                                      \
	"  # reason: memory-bounds\n"                                                              \
	"  # detail: invalid access: of\n"                                                         \
	"  # figures: insn=3 insns=2000\n"                                                         \
	"  # | R1 invalid mem access 'scalar'\n"                                                   \
	"  # | processed 2000 insns\n"                                                             \
	"  not ok 2 two_x\n"                                                                       \
	"  # whole: rejected, 2 programs together\n"                                               \
	"  # whole, met: unmet\n"                                                                  \
	"  # whole, program: two#x\n"                                                              \
	"  # whole, errno: EACCES\n"                                                               \
	"  # whole, reason: memory-bounds\n"                                                       \
	"not ok 1 a.bpf.o\n"
#define SECOND                                                                                     \
	"  KTAP version 1\n"                                                                       \
	"  # Subtest: b.bpf.o (small)\n"                                                           \
	"  1..3\n"                                                                                 \
	"  # path: b.bpf.o\n"                                                                      \
	"  # shape: small\n"                                                                       \
	"  # judging: three\n"                                                                     \
	"  # verdict: accepted\n"                                                                  \
	"  # variant: unpriv\n"                                                                    \
	"  # retval: -1\n"                                                                         \
	"  # run_ns: 250\n"                                                                        \
	"  ok 1 three @unpriv\n"                                                                   \
	"  # judging: four\n"                                                                      \
	"  # verdict: skipped\n"                                                                   \
	"  # detail: not here\n"                                                                   \
	"  ok 2 four # SKIP not here\n"                                                            \
	"  # judging: five\n"                                                                      \
	"  # verdict: accepted\n"                                                                  \
	"  ok 3 five\n"                                                                            \
	"  # whole: accepted, 1 program together\n"                                                \
	"ok 2 b.bpf.o (small)\n"
#define COUNTED "# counted: objects=2 programs=5 wholes=2 splats=0\n"
#define TOTALS	"# Totals: pass:3 fail:1 xfail:0 xpass:0 skip:1 error:0\n"
#define PLAN	"KTAP version 1\n1..2\n"
#define BOOT	HELLO KERNEL HASH PLAN FIRST SECOND COUNTED TOTALS

/* One object that is met. */
#define GREEN                                                                                      \
	HELLO KERNEL HASH "KTAP version 1\n1..1\n"                                                 \
			  "  KTAP version 1\n  # Subtest: g.bpf.o\n  1..1\n"                       \
			  "  # judging: g\n  # verdict: accepted\n  ok 1 g\n"                      \
			  "ok 1 g.bpf.o\n"                                                         \
			  "# counted: objects=1 programs=1 wholes=0 splats=0\n"                    \
			  "# Totals: pass:1 fail:0 xfail:0 xpass:0 skip:0 error:0\n"

/* The status of @text, as it is and believed. */
static int status_of_text(const char *text, bool believe)
{
	cleanup_with(result_clear) struct result r = {0};

	assert_int_equal(console_parse(&r, "console.log", text, strlen(text)), 0);
	for (size_t i = 0; i < r.n_kernels; i++)
		assert_string_equal(r.kernels[i].unproved, RESULT_CONSOLE);
	if (believe)
		result_believe(&r, RESULT_CONSOLE);
	return result_status(&r);
}

static void read_of(struct result *r, const char *text)
{
	assert_int_equal(console_parse(r, "console.log", text, strlen(text)), 0);
}

/* @text with @from replaced by @to, once; malloc'd. */
static char *changed(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *ret = malloc(strlen(text) + strlen(to) + 1);

	assert_non_null(at);
	assert_non_null(ret);
	sprintf(ret, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
	return ret;
}

static void all_of_it_is_read(void **state)
{
	cleanup_with(result_clear) struct result r = {0};

	(void)state;
	read_of(&r, BOOT);
	assert_string_equal(r.docket_sha256, DOCKET);
	assert_int_equal(r.n_kernels, 1);
	const struct result_kernel *k = &r.kernels[0];
	assert_string_equal(k->name, "6.12.9-cloud");
	assert_string_equal(k->release, "6.12.9-cloud");
	assert_string_equal(k->version, "6.12.9");
	assert_string_equal(k->arch, "x86_64");
	assert_int_equal(k->outcome, OUTCOME_COMPLETE);
	assert_int_equal(k->n_objects, 2);
	const struct result_object *a = &k->objects[0], *b = &k->objects[1];
	assert_string_equal(a->path, "a.bpf.o");
	assert_string_equal(a->sha256, DOCKET);
	assert_true(a->ended);
	assert_int_equal(a->announced, 2);
	assert_int_equal(a->whole->load.result.met, MET_UNMET);
	assert_string_equal(a->whole->load.result.name, "two#x");
	assert_int_equal(a->whole->programs, 2);
	const struct program_result *one = &a->programs[0].result, *two = &a->programs[1].result;
	assert_int_equal(one->insns, 14);
	assert_int_equal(one->load_us, 412);
	assert_int_equal(one->limit_insns, 1000000);
	assert_int_equal(one->peak_states, UNKNOWN_FIGURE);
	assert_string_equal(one->type, "xdp");
	assert_string_equal(one->adapted, "events: max_entries 4096\nstacks: value_size 8");
	assert_int_equal(one->met, MET_MET);
	assert_string_equal(two->name, "two#x");
	assert_int_equal(two->verdict, VERDICT_REJECTED);
	assert_int_equal(two->expected, VERDICT_ACCEPTED);
	assert_string_equal(two->reason, "memory-bounds");
	assert_string_equal(two->detail, "invalid access: of");
	assert_int_equal(two->err, errno_from_symbol("EACCES"));
	assert_int_equal(two->met, MET_UNMET);
	assert_non_null(strstr(a->programs[1].log, "R1 invalid mem access"));
	assert_string_equal(b->path, "b.bpf.o");
	assert_string_equal(b->shape, "small");
	assert_string_equal(b->programs[0].result.variant, "unpriv");
	assert_true(b->programs[0].result.ran);
	assert_int_equal(b->programs[0].result.retval, -1);
	assert_int_equal(b->programs[1].result.met, MET_SKIPPED);
}

static void a_console_is_believed_only_if_the_user_says_so(void **state)
{
	(void)state;
	assert_int_equal(status_of_text(BOOT, false), STATUS_UNKNOWN);
	assert_int_equal(status_of_text(BOOT, true), STATUS_UNMET);
	assert_int_equal(status_of_text(GREEN, false), STATUS_UNKNOWN);
	assert_int_equal(status_of_text(GREEN, true), STATUS_MET);
}

/* Every line that is missing, and every cut, leaves something unknown. */
static void no_line_may_be_missing(void **state)
{
	static const char *const optional[] = {"  KTAP version 1", "bpfjury "};

	(void)state;
	for (const char *line = GREEN; *line; line += strcspn(line, "\n") + 1) {
		const size_t n = strcspn(line, "\n") + 1;
		char without[sizeof(GREEN)];
		bool is_optional = false;
		for (size_t i = 0; i < ARRAY_SIZE(optional); i++)
			is_optional |= strncmp(line, optional[i], strlen(optional[i])) == 0;
		sprintf(without, "%.*s%s", (int)(line - GREEN), GREEN, line + n);
		if (!is_optional && status_of_text(without, true) != STATUS_UNKNOWN)
			fail_msg("green without %.*s", (int)n, line);
	}
	for (size_t cut = strlen(HELLO); cut < strlen(GREEN) - 1; cut++) {
		char text[sizeof(GREEN)];
		sprintf(text, "%.*s", (int)cut, GREEN);
		assert_int_equal(status_of_text(text, true), STATUS_UNKNOWN);
	}
}

/* Every line that comes twice does, too, but the comments that may. */
static void no_result_may_come_twice(void **state)
{
	(void)state;
	for (const char *line = GREEN; *line; line += strcspn(line, "\n") + 1) {
		const size_t n = strcspn(line, "\n") + 1;
		char twice[2 * sizeof(GREEN)];
		const bool comment = memchr(line, '#', n);
		const size_t before = (size_t)(line - GREEN);
		memcpy(twice, GREEN, before + n);
		strcpy(twice + before + n, line);
		if (!comment && strncmp(line, "bpfjury", 7) != 0 &&
			strncmp(line, "  KTAP", 6) != 0 &&
			status_of_text(twice, true) != STATUS_UNKNOWN)
			fail_msg("green with a second %.*s", (int)n, line);
	}
}

static void what_does_not_fit_is_unknown(void **state)
{
	static const struct {
		const char *from, *to;
	} changes[] = {
		{"  ok 1 g\n", "  ok 2 g\n"},
		{"  ok 1 g\n", "  ok 1 h\n"},
		{"  ok 1 g\n", "  not ok 1 g\n"},
		{"  ok 1 g\n", "  ok 1 g # SKIP\n"},
		{"  ok 1 g\n", "  ok 1 g x\n"},
		{"verdict: accepted", "verdict: fine"},
		{"verdict: accepted\n", "verdict: rejected\n  # expected: accepted\n"},
		{"ok 1 g.bpf.o", "ok 1 h.bpf.o"},
		{"ok 1 g.bpf.o", "not ok 1 g.bpf.o"},
		{"1..1\n  KTAP", "1..2\n  KTAP"},
		{"  1..1\n", "  1..2\n"},
		{"pass:1", "pass:2"},
		{"error:0", "error:1"},
		{"splats=0", "splats=1"},
		{"wholes=0", "wholes=1"},
		{"# docket: 0", "# docket: x"},
		{"ok 1 g.bpf.o\n", "ok 1 g.bpf.o\nBail out! the docket is damaged\n"},
		{"ok 1 g.bpf.o\n", "ok 1 g.bpf.o\n# needs a guest of 512 MiB: h.bpf.o\n"},
		{"  # judging: g\n", "  # judging: g\nwhat is this\n"},
		{"  # judging: g\n", "  # judging: g\n  who is this\n"},
		{"  # verdict", "  # figures: insns=many\n  # verdict"},
		{"ok 1 g.bpf.o\n", "  # whole: rejected\nok 1 g.bpf.o\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		cleanup_free char *text = changed(GREEN, changes[i].from, changes[i].to);
		if (status_of_text(text, true) != STATUS_UNKNOWN)
			fail_msg("row %zu: %s", i, changes[i].to);
	}
}

/* The kernel writes between lines and within them, and says so with its time. */
static void the_kernels_lines_are_its_own(void **state)
{
	static const struct {
		const char *from, *to;
		int status;
	} changes[] = {
		{"  ok 1 g\n", "[    1.000000] hello\r\n  ok 1 g\n", STATUS_MET},
		{"  ok 1 g\n", "  o[    1.000000] hello\r\nk 1 g\r\n", STATUS_MET},
		{"  ok 1 g\n", "  ok 1 g\r[    1.000000] hello\r\n\n", STATUS_MET},
		{"  ok 1 g\n", "  [    1.000000] a\no[    1.000000] b\nk 1 g\n", STATUS_MET},
		{HELLO, "bpf[    0.500000] random: crng\njury 0.1.0: init\n", STATUS_MET},
		{HELLO,
			"\x1b"
			"cSeaBIOS\n\x1b[?7l\x1b[2J" HELLO,
			STATUS_MET},
		/* what the kernel says is no line of /init's */
		{"  ok 1 g\n", "[    1.000000]   ok 1 g\n", STATUS_UNKNOWN},
		{"# Totals", "[    1.000000] # Totals", STATUS_UNKNOWN},
		/* its complaints */
		{"  ok 1 g\n", "[    1.000000] WARNING: CPU: 0 PID: 9 at f+0x1/0x2\n  ok 1 g\n",
			STATUS_UNKNOWN},
		{"  ok 1 g\n", "  ok [    1.000000] kernel BUG at mm/slub.c:1!\n1 g\n",
			STATUS_UNKNOWN},
		{"  # verdict", "# splat: WARNING in f\n  # verdict", STATUS_UNKNOWN},
		{"splats=0", "splats=0\n[    1.000000] Kernel panic - not syncing: x",
			STATUS_UNKNOWN},
		{"error:0\n", "error:0\n[    2.000000] BUG: unable to handle page fault\n",
			STATUS_UNKNOWN},
		/* printk.time=0 */
		{"error:0\n", "error:0\nBUG: unable to handle page fault\n", STATUS_UNKNOWN},
		{"  ok 1 g\n", "BUG: unable to handle page fault\n  ok 1 g\n", STATUS_UNKNOWN},
		{"error:0\n", "error:0\nreboot: Power down\n", STATUS_MET},
		/* before /init */
		{HELLO, "[    0.400000] Initramfs unpacking failed: junk\n" HELLO, STATUS_UNKNOWN},
		{HELLO, "Initramfs unpacking failed: junk\n" HELLO, STATUS_UNKNOWN},
		{HELLO, "Linux version 6.12.9\nUnpacking initramfs...\n" HELLO, STATUS_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
		cleanup_free char *text = changed(GREEN, changes[i].from, changes[i].to);
		if (status_of_text(text, true) != changes[i].status)
			fail_msg("row %zu: %s", i, changes[i].to);
	}
}

/* Each line with @before it and @after instead of its newline; malloc'd. */
static char *each_with(const char *before, const char *text, const char *after)
{
	char *ret = calloc(1, 64 * strlen(text));

	assert_non_null(ret);
	for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
		sprintf(ret + strlen(ret), "%s%.*s%s", before, (int)strcspn(line, "\n"), line,
			after);
	return ret;
}

static void terminals_and_ci_jobs_add_to_lines(void **state)
{
	cleanup_free char *terminal = each_with("", GREEN, "\r\r\n");
	cleanup_free char *job = each_with("2026-01-31T12:00:00.1234567Z ", GREEN, "\r\n");

	(void)state;
	assert_int_equal(status_of_text(terminal, true), STATUS_MET);
	assert_int_equal(status_of_text(job, true), STATUS_MET);
}

static void each_boot_is_a_kernel(void **state)
{
	cleanup_with(result_clear) struct result r = {0}, s = {0}, t = {0};
	cleanup_free char *other = changed(GREEN, "docket: 0", "docket: f");
	cleanup_free char *both = malloc(3 * sizeof(GREEN));
	char cut[2 * sizeof(GREEN)];

	(void)state;
	read_of(&r, GREEN "[    0.000000] Linux version 6.12.9\n" GREEN);
	assert_int_equal(r.n_kernels, 2);
	assert_string_equal(r.kernels[0].name, "6.12.9-cloud");
	assert_string_equal(r.kernels[1].name, "6.12.9-cloud (boot 2)");
	assert_int_equal(status_of_text(GREEN GREEN, true), STATUS_MET);
	/* one that was cut is not hidden by the next */
	sprintf(cut, "%.*s\n%s", (int)strlen(GREEN) - 100, GREEN, GREEN);
	read_of(&s, cut);
	assert_int_equal(s.n_kernels, 2);
	assert_int_equal(s.kernels[0].outcome, OUTCOME_TRUNCATED);
	assert_int_equal(s.kernels[1].outcome, OUTCOME_COMPLETE);
	assert_int_equal(status_of_text(cut, true), STATUS_UNKNOWN);
	/* a failed unpacking of the second boot is not the first one's alone */
	assert_int_equal(status_of_text(GREEN "Initramfs unpacking failed: junk\n" GREEN, true),
		STATUS_UNKNOWN);
	read_of(&t, GREEN "Initramfs unpacking failed: junk\n" GREEN);
	assert_int_equal(result_kernel_is_complete(&t.kernels[1]), false);
	result_believe(&t, RESULT_CONSOLE);
	assert_int_equal(result_kernel_status(&t.kernels[0]), STATUS_UNKNOWN);
	assert_int_equal(result_kernel_status(&t.kernels[1]), STATUS_UNKNOWN);
	sprintf(both, "%s%s", GREEN, other);
	assert_int_equal(console_parse(&t, "x", both, strlen(both)), FAIL_MISUSE);
}

static void a_boot_that_failed_says_why(void **state)
{
	cleanup_with(result_clear) struct result none = {0}, panic = {0}, died = {0}, bail = {0};

	(void)state;
	read_of(&none, "[    0.000000] Linux version 6.12.9\n[    0.1] x\n");
	assert_int_equal(none.kernels[0].outcome, OUTCOME_NO_BOOT);
	assert_string_equal(none.kernels[0].name, "console.log");
	read_of(&panic, "Linux version 6.12.9\nKernel panic - not syncing: VFS: Unable to mount\n");
	assert_int_equal(panic.kernels[0].outcome, OUTCOME_NO_BOOT);
	assert_non_null(strstr(panic.kernels[0].why, "panic"));
	read_of(&died, HELLO KERNEL HASH PLAN
		"  KTAP version 1\n  # Subtest: a.bpf.o\n  1..1\n  # judging: one\n"
		"[    1.000000] Kernel panic - not syncing: Fatal exception\n");
	assert_int_equal(died.kernels[0].outcome, OUTCOME_PANICKED);
	assert_non_null(strstr(died.kernels[0].why, ", while one of a.bpf.o was judged"));
	read_of(&bail, HELLO KERNEL "Bail out! mount /proc: no\n");
	assert_int_equal(bail.kernels[0].outcome, OUTCOME_INFRA);
	assert_non_null(strstr(bail.kernels[0].why, "mount /proc"));
}

static void other_files_are_misuse(void **state)
{
	struct result r = {0};
	const char *const texts[] = {
		"", "\n", "file_name,prog_name\n", "ok 1 a\n", "KTAP version\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		assert_int_equal(console_parse(&r, "x", texts[i], strlen(texts[i])), FAIL_MISUSE);
	assert_false(console_is_likely("{\"KTAP version 1\"}", 18));
	assert_false(console_is_likely("file_name,prog_name\n", 20));
	assert_true(console_is_likely(GREEN, strlen(GREEN)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_it_is_read),
		cmocka_unit_test(a_console_is_believed_only_if_the_user_says_so),
		cmocka_unit_test(no_line_may_be_missing),
		cmocka_unit_test(no_result_may_come_twice),
		cmocka_unit_test(what_does_not_fit_is_unknown),
		cmocka_unit_test(the_kernels_lines_are_its_own),
		cmocka_unit_test(terminals_and_ci_jobs_add_to_lines),
		cmocka_unit_test(each_boot_is_a_kernel),
		cmocka_unit_test(a_boot_that_failed_says_why),
		cmocka_unit_test(other_files_are_misuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
