// SPDX-License-Identifier: GPL-2.0-only
/* What the verifier walked, counted from logs at level 2 as kernels write them. */
#include "explain/hot.h"
#include "verdict/hot.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

static void feed(struct hot_counts *c, const char *log)
{
	while (*log) {
		const size_t len = strcspn(log, "\n");
		/* in memory of exactly its length */
		char *line = malloc(len ? len : 1);
		assert_non_null(line);
		memcpy(line, log, len);
		hot_counts_line(c, line, len);
		free(line);
		log += len + (log[len] == '\n');
	}
}

/* The entries of @log for a program of @insns; free them. */
static char *entries(const char *log, size_t insns, const struct source_lines *source, int64_t *sum)
{
	const struct source_lines none = {0};
	struct hot_counts c;

	assert_int_equal(hot_counts_init(&c), 0);
	feed(&c, log);
	char *text = hot_counts_text(&c, insns, source ? source : &none);
	assert_non_null(text);
	*sum = c.sum;
	hot_counts_clear(&c);
	return text;
}

static const struct {
	const char *what, *log;
	size_t insns;
	int64_t sum;
	const char *text;
} rows[] = {
	{"nothing", "", 4, 0, ""},
	{"7.2: instructions that are listed before the walk",
		"subprog#0 main:\n"
		" 99: (b7) r0 = 0\n"
		"100: (18) r1 = 0x0\n"
		"102: (95) exit\n"
		"stack use/def subprog#0 main (d0,cs0):\n"
		"100: (18) r1 = 0x0    ; use:  def: \n"
		"102: (95) exit        ; use:  def: \n"
		"100: (b7) r0 = 0\tr1: fp0 -> none\n"
		"0: R1=ctx() R10=fp0\n"
		"0: (95) exit\n",
		104, 1, "line 1 1 0 0\n"},
	{"5.10: registers before each step, and its statistics",
		"func#0 @0\n"
		"0: R1=ctx(id=0,off=0,imm=0) R10=fp0\n"
		"; int f(void *c)\n"
		"0: (b7) r0 = 0\n"
		"1: R0_w=inv0 R1=ctx(id=0,off=0,imm=0) R10=fp0\n"
		"1: (95) exit\n"
		"processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 "
		"peak_states 0 mark_read 0\n",
		2, 2, "line 2 1 0 0\n"},
	{"7.2: registers after each step",
		"0: R1=ctx() R10=fp0\n"
		"0: (b7) r0 = 0                        ; R0=0\n"
		"1: (15) if r1 == 0x0 goto pc+1 3: R1=0\n"
		"3: (95) exit\n"
		"\n"
		"from 1 to 2: R0=0 R1=ctx() R10=fp0\n"
		"2: (b7) r0 = 1\n"
		"3: safe\n",
		4, 5, "line 3 1 0 0\nline 2 2 0 3\n"},
	{"a state that is known, at a branch",
		"0: (85) call bpf_get_prandom_u32#7\n"
		"1: (15) if r0 == 0x0 goto pc+0\n"
		"2: (95) exit\n"
		"\nfrom 1 to 2: safe\n",
		3, 4, "line 2 1 0 0\nline 2 2 0 2\n"},
	{"… and in speculation",
		"0: (15) if r0 == 0x0 goto pc+0\n"
		"1: (95) exit\n"
		"from 0 to 1 (speculative execution): safe\n",
		2, 3, "line 2 2 0 1\nline 1 1 0 0\n"},
	{"a call and its exit are no turns",
		"2: (b7) r0 = 0\n3: (95) exit\n0: (85) call pc+1\n2: (b7) r0 = 0\n3: (95) exit\n"
		"1: (95) exit\n",
		4, 6, "line 4 2 0 2\nline 2 1 0 0\n"},
	{"cut within a step", "0: (b7) r0 = 0\n1: (b", 2, 1, "line 1 1 0 0\n"},
	{"no steps",
		"; 0: (b7) r0 = 0\n 0: (b7) r0 = 0\n0: (zz) r0\n0:(b7) r0\n0: \nsafe\n: safe\n"
		"from\nfrom 1 to\nfrom 1 to : safe\nfrom x to 2: safe\n99999999999999999999: (b7) r0\n"
		"99999999999999999999: safe\nfrom 1 to 99999999999999999999: safe\n",
		4, 0, ""},
	{"more turns than steps: the log ends within one, or a line of source looks like them",
		"2: (05) goto pc-2\n0: (b7) r0 = 0\n0: (b7) r0 = 0\n"
		"from 2 to 0: R0=0\nfrom 2 to 0: R0=0\nfrom 2 to 0: R0=0\nfrom 2 to 0: R0=0\n"
		"from 2 to 0: R0=0\nfrom 2 to 0: R0=0\nfrom 2 to 0: R0=0\nfrom 2 to 0: R0=0\n",
		3, 3, "loop 3 2 2 0\nin 2 2 0 0\nin 1 1 0 2\n"},
	{"beyond the program, and beyond all programs",
		"7: (b7) r0 = 0\n1000000: (b7) r0 = 0\n1000000: safe\nfrom 2000000 to 1: safe\n"
		"from 1 to 2000000: safe\n",
		4, 1, ""},
};

static void steps_are_counted(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int64_t sum;
		char *text = entries(rows[i].log, rows[i].insns, NULL, &sum);
		struct hot_sum sent = {0};
		if (sum != rows[i].sum || strcmp(text, rows[i].text) != 0)
			fail_msg("%s: %lld\n%s", rows[i].what, (long long)sum, text);
		/* else PID 1 takes the child for a liar, and the verdict is lost */
		if (!hot_add(&sent, text))
			fail_msg("%s: not what may be sent\n%s", rows[i].what, text);
		free(text);
	}
}

/* for (i…) { for (j…) body }, written as 7.2 writes it: @outer turns of @inner turns. */
static char *nested(int outer, int inner)
{
	char *log = NULL;
	size_t size;
	FILE *out = open_memstream(&log, &size);

	assert_non_null(out);
	fputs("0: (b7) r6 = 0\n", out);
	for (int i = 0; i < outer; i++) {
		fputs("1: (07) r6 += 1\n2: (b7) r7 = 0\n", out);
		for (int j = 0; j < inner; j++)
			fputs("3: (07) r7 += 1\n4: (0f) r0 += r7\n5: (a5) if r7 < 0x10 goto pc-3\n",
				out);
		fputs("6: (a5) if r6 < 0x20 goto pc-6\n", out);
	}
	fputs("7: (95) exit\n", out);
	fclose(out);
	return log;
}

/* Line info on BTF with the names of files and lines. */
static struct source_lines lines_of(struct btf **ret_btf, struct bpf_line_info lines[5])
{
	struct btf *btf = btf__new_empty();
	assert_non_null(btf);
	const int file = btf__add_str(btf, "/src/a.c"), body = btf__add_str(btf, "\tr0 += j;"),
		  header = btf__add_str(btf, "b\"\x1b[1m\x80");
	const struct bpf_line_info given[] = {{0, (__u32)file, (__u32)header, 1 << 10},
		{1, (__u32)file, (__u32)header, 2 << 10}, {3, (__u32)file, (__u32)body, 3 << 10},
		{5, (__u32)file, (__u32)header, 2 << 10 | 7}, {7, (__u32)file, 0, 0}};

	memcpy(lines, given, sizeof(given));
	*ret_btf = btf;
	return (struct source_lines){lines, 5, btf};
}

static void loops_are_folded(void **state)
{
	struct bpf_line_info lines[5];
	struct btf *btf;
	const struct source_lines source = lines_of(&btf, lines);
	char *log = nested(20, 16);
	int64_t sum;
	char *text = entries(log, 8, &source, &sum);

	(void)state;
	assert_int_equal(sum, 1 + 20 * (3 + 3 * 16) + 1);
	/* 20 * 15 turns of the inner one; the outer one has what is left */
	assert_non_null(strstr(text, "loop 960 320 300 3 a.c:3\tr0 += j;\n"
				     "in 640 320 0 3 a.c:3\tr0 += j;\n"
				     "in 320 320 0 5 a.c:2\tb\""));
	assert_non_null(strstr(text, "\nloop 60 20 19 1 a.c:2\tb\""));
	assert_non_null(strstr(text, "\nin 60 20 0 1 a.c:2\tb\""));
	assert_non_null(strstr(text, "\nline 1 1 0 0 a.c:1\tb\""));
	/* line 0 is no place */
	assert_non_null(strstr(text, "\nline 1 1 0 7\n"));
	/* nothing of the object's text is obeyed */
	assert_null(strchr(text, '\x1b'));
	struct hot_sum s = {0};
	assert_true(hot_add(&s, text));
	assert_int_equal(s.insns, sum);
	free(text);
	/* a few turns are lines */
	free(log);
	log = nested(3, 2);
	text = entries(log, 8, &source, &sum);
	assert_null(strstr(text, "loop"));
	assert_non_null(strstr(text, "line 12 6 0 3 a.c:3\t"));
	/* the runs of line 2 are one entry */
	assert_non_null(strstr(text, "line 15 6 0 1 a.c:2\t"));
	free(text);
	free(log);
	btf__free(btf);
}

/* A path that is taken up behind a jump back is a turn; a global function begins anew. */
static void turns_are_ways(void **state)
{
	char *log = NULL, *text;
	size_t size;
	FILE *out = open_memstream(&log, &size);
	int64_t sum;

	(void)state;
	assert_non_null(out);
	for (int i = 0; i < 9; i++)
		fputs("from 2 to 1: R0=0 R10=fp0\n1: (07) r0 += 1\n2: (15) if r0 == 0x0 goto "
		      "pc-2\n3: (95) exit\n",
			out);
	fputs("from 2 to 1: safe\nValidating g() func#1...\n1: (b7) r0 = 0\n", out);
	fclose(out);
	text = entries(log, 4, NULL, &sum);
	/* the first one is taken up before its branch was walked: no jump is known there */
	assert_string_equal(text, "loop 20 11 9 1\nin 11 11 0 1\nin 9 9 0 2\nline 9 9 0 3\n");
	free(text);
	free(log);
}

/* A hostile log: a jump back at each instruction, each line of its own. */
static void much_is_bounded(void **state)
{
	struct hot_counts c;
	struct hot_sum sum = {0};
	char line[64];

	(void)state;
	assert_int_equal(hot_counts_init(&c), 0);
	for (int i = 0; i < COVERAGE_INSNS_MAX; i += 7)
		for (int n = 0; n < 9; n++) {
			const int len =
				snprintf(line, sizeof(line), "%d: (05) goto pc+0", i + n % 2);
			hot_counts_line(&c, line, (size_t)len);
		}
	const struct source_lines none = {0};
	char *text = hot_counts_text(&c, SIZE_MAX, &none);
	assert_non_null(text);
	assert_true(strlen(text) <= HOT_TEXT_MAX);
	assert_true(hot_add(&sum, text));
	assert_true(sum.insns > 0 && sum.insns <= c.sum);
	free(text);
	hot_counts_clear(&c);
	hot_counts_clear(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_are_counted),
		cmocka_unit_test(loops_are_folded),
		cmocka_unit_test(turns_are_ways),
		cmocka_unit_test(much_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
