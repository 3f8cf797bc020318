// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reasons: the ends of logs as kernels wrote them, in corpus/logs/reasons.tsv, and what is the machine's fault.
 * features.c is not linked: whether the machine is locked down is a fact that a test cannot make.
 */
#include "../init/features.h"
#include "../init/reason.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))
#define STATS "processed 9 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n"

static bool locked_down;

bool features_locked_down(void)
{
	return locked_down;
}

bool features_bpf(void)
{
	return true;
}

/* "\n", "\t" and "\\" as the corpus spells them, in place. */
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

/* A copy of exactly its length, so that a read behind its end shows. */
static char *exact(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	assert_non_null(copy);
	return strcpy(copy, text);
}

/* The verifier was reached and refused with @err and @log. */
static void ask_log(struct program_result *p, int err, const char *log)
{
	struct load_answer a = {.reached = true, .err = err, .log = exact(log), .warnings = exact("")};

	a.log_len = strlen(log);
	program_result_init(p);
	reason_judge(p, &a, err, a.warnings);
	free(a.log);
	free(a.warnings);
}

/* It was not: libbpf ended with @err and @warnings. */
static void ask_libbpf(struct program_result *p, int err, const char *warnings)
{
	struct load_answer a = {.err = err, .log = exact(""), .warnings = exact(warnings)};

	program_result_init(p);
	reason_judge(p, &a, err, a.warnings);
	free(a.log);
	free(a.warnings);
}

/* kernel, who spoke (log, libbpf), errno, verdict, reason, text. */
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
		ask_log(&p, err, column[5]);
	else
		ask_libbpf(&p, err, column[5]);
	if (p.verdict != want || strcmp(p.reason, column[4]) != 0)
		fail_msg("row %d (%s): %s, %s, not %s, %s; by \"%s\"", number, column[0], verdict_word(p.verdict),
			p.reason, column[3], column[4], p.detail);
	assert_int_equal(p.err, err);
	assert_true(*p.detail);
	assert_null(strchr(p.detail, '\n'));
}

static void every_log_of_the_corpus_has_its_reason(void **state)
{
	char path[4096], *line = NULL;
	int number = 0, rows = 0;
	size_t room = 0;
	ssize_t n;

	(void)state;
	snprintf(path, sizeof(path), "%s/corpus/logs/reasons.tsv", getenv("TESTS"));
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
	assert_true(rows > 80);
}
