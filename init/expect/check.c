// SPDX-License-Identifier: GPL-2.0-only
#include "expect/check.h"
#include "expect/annotations.h"
#include "expect/cases.h"
#include "expect/problem.h"
#include "verdict/need-words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The cases as such: their order and their conditions. */
static void check_cases(struct expectation *e, const struct tag *tags, size_t count)
{
	const char *about, *what = cases_unsound(tags, count, &about);
	char question[128];

	if (!what)
		return;
	const char *needs = strstr(about, "bpfjury_needs=");
	problem_ask(e, what, about,
		needs ? need_question(question, sizeof(question), strchr(needs, '=') + 1) : "");
}

/*
 * The annotations of one case, each by itself; the last one that asks for a reason in *@ret_reason.
 */
static void read_case(struct reading *ret, const struct expect_case *c, const char **ret_reason)
{
	*ret_reason = "";
	memset(ret, 0, sizeof(*ret));
	for (size_t i = 0; i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		if (!cases_is_condition(t))
			annotation_read(ret, t);
		if (tag_is(t, "bpfjury_reason") || tag_is(t, "bpfjury_reason_unpriv"))
			*ret_reason = t->whole;
	}
}

/* What one variant of a case asks for must fit the verdict that it expects. */
static void check_variant(
	struct expectation *e, const struct reading *r, enum variant variant, const char *reason)
{
	const struct variant_reading *v = &r->variants[variant];
	const struct variant_reading *privileged = &r->variants[VARIANT_PRIVILEGED];
	const struct variant_reading *unprivileged = &r->variants[VARIANT_UNPRIVILEGED];
	const enum verdict expected = v->expected ? v->expected : privileged->expected;
	const bool accepted = !expected || expected == VERDICT_ACCEPTED;
	const bool prints = v->streams[EXPECT_STDOUT].count || v->streams[EXPECT_STDERR].count;

	if (v->reason && expected != VERDICT_REJECTED && expected != VERDICT_UNLOADABLE)
		problem_set(e, "a reason for what is accepted", reason);
	if ((v->xlated.count || v->jited.count || prints) && !accepted)
		problem_set(e, "code or output of what is refused",
			"test_expect_xlated, test_jited, test_expect_stdout, test_expect_stderr");
	/* a return value of the privileged variant may be meant for the unprivileged one alone */
	const bool for_unprivileged = variant == VARIANT_PRIVILEGED &&
				      unprivileged->expected == VERDICT_ACCEPTED &&
				      !unprivileged->runs;
	if (v->runs && !accepted && !for_unprivileged)
		problem_set(
			e, "a return value of what is refused, which is not run", "test_retval");
	if (prints && !v->runs && !privileged->runs)
		problem_set(
			e, "printed by what is not run", "test_expect_stdout, test_expect_stderr");
}

void expect_check(struct expectation *e, const struct tag *tags, size_t count)
{
	struct reading *r = calloc(1, sizeof(*r));
	const char *reason;
	struct expect_case c;

	check_cases(e, tags, count);
	if (!r)
		problem_set(e, "no memory to read the annotations", "");
	for (size_t at = 0; r && cases_next(&c, tags, count, &at);) {
		read_case(r, &c, &reason);
		if (!*e->problem)
			memcpy(e->problem, r->common.problem, sizeof(e->problem));
		for (enum variant v = 0; v < VARIANTS; v++)
			check_variant(e, r, v, reason);
	}
	free(r);
}
