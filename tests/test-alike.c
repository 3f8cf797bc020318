// SPDX-License-Identifier: GPL-2.0-only
/* Kernels that give one answer in different words are explained once, by the newest of them. */
#include "cleanup.h"
#include "format.h"
#include "report/alike.h"
#include "report/report.h"
#include "test-result-samples.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static struct program_result answer(const char *reason, const char *detail, int64_t insn)
{
	struct program_result p;

	program_result_init(&p);
	p.verdict = VERDICT_REJECTED;
	p.expected = VERDICT_ACCEPTED;
	p.met = MET_UNMET;
	p.err = 13;
	p.insn = insn;
	text_set(p.reason, reason);
	text_set(p.detail, detail);
	return p;
}

static void only_words_may_differ(void **state)
{
	struct program_result a = answer("memory-type", "R1 invalid mem access 'inv'", 5);
	struct program_result b = answer("memory-type", "R1 invalid mem access 'scalar'", 5);

	(void)state;
	text_set(b.help, "of one kernel");
	assert_true(alike_answers(&a, &b));
	b.err = 22;
	assert_false(alike_answers(&a, &b));
	b.err = 13;
	b.met = MET_MET;
	assert_false(alike_answers(&a, &b));
	b.met = MET_UNMET;
	text_set(b.reason, "null-dereference");
	assert_false(alike_answers(&a, &b));
	text_set(b.reason, "memory-type");
	b.verdict = VERDICT_UNLOADABLE;
	assert_false(alike_answers(&a, &b));
}

static void another_place_is_another_cause(void **state)
{
	struct program_result a = answer("memory-type", "R1 invalid mem access 'inv'", 5);
	struct program_result b = a;

	(void)state;
	b.insn = 6;
	assert_false(alike_answers(&a, &b));
	/* the same line, of which libbpf made other instructions */
	text_set(a.source, "return *p;");
	text_set(b.source, "return *p;");
	text_set(b.source_at, "a.c:12");
	assert_true(alike_answers(&a, &b));
	/* the same text in another line */
	text_set(a.source_at, "a.c:90");
	assert_false(alike_answers(&a, &b));
	text_set(a.source_at, "");
	text_set(a.source, "return p->next;");
	assert_false(alike_answers(&a, &b));
	/* where the verifier gave up is nobody's fault */
	text_set(a.reason, "limit-insns");
	text_set(b.reason, "limit-insns");
	assert_true(alike_answers(&a, &b));
	/* without a place the words must be the same: they name the map, the function, … */
	a = answer("map-refused", "map 'a': failed to create", -1);
	b = a;
	assert_true(alike_answers(&a, &b));
	text_set(b.detail, "map 'b': failed to create");
	assert_false(alike_answers(&a, &b));
}

/* @program of @object on kernel @k of a sample_story(). */
static struct program_result *program_of(
	struct result *r, size_t k, const char *object, const char *program)
{
	struct result_kernel *kernel = &r->kernels[k];

	for (size_t i = 0; i < kernel->n_objects; i++)
		for (size_t j = 0; j < kernel->objects[i].n_programs; j++)
			if (strcmp(kernel->objects[i].path, object) == 0 &&
				strcmp(kernel->objects[i].programs[j].result.name, program) == 0)
				return &kernel->objects[i].programs[j].result;
	fail_msg("no %s:%s", object, program);
	return NULL;
}

static bool table_has(struct result *r, const char *text)
{
	const struct table_options options = {.columns = 120, .utf8 = true};
	char *table = NULL;
	size_t len;
	FILE *out = open_memstream(&table, &len);

	assert_non_null(out);
	assert_int_equal(report_table(out, r, &options), 0);
	fclose(out);
	const bool has = strstr(table, text);
	if (!has)
		fprintf(stderr, "%s\n", table);
	free(table);
	return has;
}

static void the_newest_kernel_is_quoted(void **state)
{
	struct program_result *p[3];
	struct result r;

	(void)state;
	sample_story(&r, 4);
	/* the order of the command line is not that of the releases */
	for (size_t k = 0; k < 3; k++) {
		p[k] = program_of(&r, k, "sched.bpf.o", "scx_select_cpu");
		p[k]->insn = 3;
		snprintf(p[k]->detail, sizeof(p[k]->detail), "words of kernel %zu", k);
		text_set(p[k]->help, "");
	}
	free(r.kernels[1].version);
	r.kernels[1].version = strdup("7.2.13");
	assert_true(table_has(&r,
		"sched.bpf.o:scx_select_cpu on debian:5.10, debian:5.15, debian:6.1: rejected "
		"EINVAL kfunc-missing \xe2\x80\x94 words of kernel 1\n"));
	/* help is true of a kernel that gave it, and of no other */
	text_set(p[0]->help, "add it");
	text_set(p[2]->help, "add it");
	assert_true(table_has(&r, "words of kernel 1\n  on debian:5.10, debian:6.1: add it\n"));
	text_set(p[1]->help, "module m has it");
	assert_true(table_has(&r, "words of kernel 1\n  on debian:5.15: module m has it\n"
				  "  on debian:5.10, debian:6.1: add it\n"));
	text_set(p[1]->help, "add it");
	assert_true(table_has(&r, "words of kernel 1\n  add it\n"));
	/* an older kernel names no lines, and less of the types */
	text_set(p[1]->help, "what is read at a.c:21, a struct s, may be NULL: test it at a.c:22");
	text_set(p[0]->help, "what is read at instruction 7 may be NULL: test it at instruction 8");
	text_set(
		p[2]->help, "what is read at instruction 7, may be NULL: test it at instruction 9");
	assert_true(table_has(&r,
		"words of kernel 1\n  what is read at a.c:21, a struct s, may be NULL: test it at "
		"a.c:22\n  expected"));
	text_set(p[0]->help,
		"what is passed at instruction 7 may be NULL: test it at instruction 8");
	assert_true(table_has(&r, "  on debian:5.10: what is passed at instruction 7"));
	text_set(p[0]->help, "");
	/* one that knows the line says more than a newer one that does not */
	text_set(p[0]->source, "return 0;");
	assert_true(table_has(&r, "words of kernel 0\n"));
	result_clear(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_words_may_differ),
		cmocka_unit_test(another_place_is_another_cause),
		cmocka_unit_test(the_newest_kernel_is_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
