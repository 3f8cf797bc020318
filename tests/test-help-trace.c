// SPDX-License-Identifier: GPL-2.0-only
/*
 * The help that is read out of the verifier's log, for recorded logs of four kernels.  What the
 * questions ask the running kernel is replaced: it answers nothing.
 */
#include "explain/help-bounds.h"
#include "explain/help-context.h"
#include "explain/help-flow.h"
#include "explain/help-limit.h"
#include "explain/help-pointer.h"
#include "explain/help-uninitialised.h"
#include "explain/prototype.h"
#include "explain/reason.h"
#include "probe/features.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static char warnings[1];

#define COLUMNS 5
enum { KERNEL, REASON, ERRNO, HELP, LOG };

int help_ask_kernel(const struct help_case *c, const char *kind, const char *name)
{
	(void)c;
	(void)kind;
	return strcmp(name, "bpf_get_func_arg") == 0 ? 1 : -ENOTSUP;
}

/* What the kernel's BTF has, with one function in it. */
bool prototype_find(struct prototype *ret, const char *name)
{
	if (strcmp(name, "inet_csk_accept") != 0)
		return false;
	*ret = (struct prototype){
		.text = "struct sock *inet_csk_accept(struct sock *sk, struct proto_accept_arg *arg)",
		.arguments = 2};
	return true;
}

bool prototype_member(const struct btf *btf, const struct btf_type *type, __u32 off,
	const char **ret_name, __u32 *ret_off, __u32 *ret_size)
{
	(void)btf;
	(void)type;
	(void)off;
	(void)ret_name;
	(void)ret_off;
	(void)ret_size;
	return false;
}

const char *features_lockdown(void)
{
	return "none";
}

const char *features_lockdown_word(void)
{
	return NULL;
}

/* "\n", "\t" and "\\" become what they stand for, in place. */
static void unescape(char *s)
{
	char *out = s;

	for (; *s; s++) {
		if (*s == '\\' && s[1]) {
			s++;
			*out++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
		} else {
			*out++ = *s;
		}
	}
	*out = '\0';
}

/* As the table of help.c has it. */
static void question(struct program_result *p, const struct help_case *c)
{
	static const struct {
		enum reason reason;
		help_question *ask;
	} questions[] = {
		{REASON_ARGUMENT_TYPE, help_about_argument},
		{REASON_CONTEXT_ACCESS, help_about_context},
		{REASON_CONTROL_FLOW, help_about_control_flow},
		{REASON_LIMIT_INSNS, help_about_limit},
		{REASON_LIMIT_JUMPS, help_about_limit},
		{REASON_LIMIT_STACK, help_about_stack_limit},
		{REASON_LOCK, help_about_lock},
		{REASON_MEMORY_BOUNDS, help_about_bounds},
		{REASON_MEMORY_TYPE, help_about_memory_type},
		{REASON_NULL_DEREFERENCE, help_about_null},
		{REASON_PACKET_BOUNDS, help_about_packet},
		{REASON_POINTER_ARITHMETIC, help_about_bounds},
		{REASON_REFERENCE, help_about_reference},
		{REASON_RETURN_VALUE, help_about_returned},
		{REASON_STACK_ACCESS, help_about_bounds},
		{REASON_UNINITIALISED_READ, help_about_uninitialised},
	};

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++)
		if (reason_is(p, questions[i].reason))
			questions[i].ask(p, c);
}

/* The reason is the row's: test-reason.c tests how it is found. */
static void ask(struct program_result *p, char *column[COLUMNS], char *log, bool cut)
{
	const int err = atoi(column[ERRNO]);
	const struct load_answer a = {.reached = true,
		.err = err,
		.log = log,
		.log_len = strlen(log),
		.log_cut = cut,
		.warnings = warnings};
	const struct help_case c = {
		.answer = &a, .version = column[KERNEL], .expected = VERDICT_ACCEPTED};

	program_result_init(p);
	reason_judge(p, &a, err, "");
	snprintf(p->reason, sizeof(p->reason), "%s", column[REASON]);
	question(p, &c);
}

typedef void row_test(char *column[COLUMNS], int line);

static int with_rows(row_test *test)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/corpus/logs/help.tsv", getenv("TESTS"));
	FILE *in = fopen(path, "r");
	char *text = NULL, *column[COLUMNS];
	size_t size = 0;
	int rows = 0;

	assert_non_null(in);
	for (int line = 1; getline(&text, &size, in) > 0; line++) {
		char *at = text;
		if (*text == '#')
			continue;
		text[strcspn(text, "\n")] = '\0';
		for (int i = 0; i < COLUMNS; i++) {
			column[i] = strsep(&at, "\t");
			if (!column[i])
				fail_msg("line %d: %d columns", line, i);
			unescape(column[i]);
		}
		test(column, line);
		rows++;
	}
	free(text);
	fclose(in);
	return rows;
}

static void expect_help(char *column[COLUMNS], int line)
{
	struct program_result p;

	ask(&p, column, column[LOG], false);
	if (strcmp(p.help, column[HELP]) != 0)
		fail_msg("line %d: %s\n%s\n%s", line, column[REASON], column[HELP], p.help);
}

static void recorded(void **state)
{
	(void)state;
	assert_in_range(with_rows(expect_help), 60, 1000);
}

/* A log that lost its front: whatever is left must be read without a fault. */
static void cut_front(char *column[COLUMNS], int line)
{
	struct program_result p;

	(void)line;
	for (char *log = column[LOG]; *log; log += strcspn(log, "\n") + 1) {
		ask(&p, column, log, true);
		if (!strchr(log, '\n'))
			break;
	}
}

/* A trace that was left off before the refusal has no refused step: nothing is said of one. */
static void cut_end(char *column[COLUMNS], int line)
{
	struct program_result p;
	char *copy = strdup(column[LOG]), *last = NULL;

	(void)line;
	assert_non_null(copy);
	for (char *at = copy; (at = strstr(at, ": (")); at++)
		last = at;
	if (last && strcmp(column[REASON], "limit-insns") != 0 &&
		strcmp(column[REASON], "return-value") != 0) {
		char *brief = strdup(last + strcspn(last, "\n"));
		last[strcspn(last, "\n")] = '\0';
		const struct load_answer a = {.reached = true,
			.err = atoi(column[ERRNO]),
			.log = copy,
			.log_len = strlen(copy),
			.log_cut = true,
			.brief = brief,
			.warnings = warnings};
		const struct help_case c = {
			.answer = &a, .version = column[KERNEL], .expected = VERDICT_ACCEPTED};
		program_result_init(&p);
		reason_judge(&p, &a, a.err, "");
		question(&p, &c);
		if (*p.help && strcmp(p.help, column[HELP]) == 0 && strstr(p.help, " at "))
			fail_msg("line %d: said of a cut trace: %s", line, p.help);
		free(brief);
	}
	free(copy);
}

static void cut(void **state)
{
	(void)state;
	with_rows(cut_front);
	with_rows(cut_end);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recorded),
		cmocka_unit_test(cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
