// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/predicate.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>

struct term {
	enum verdict verdict;
	bool bad; /* of --bad-is */
};

void predicate_clear(struct predicate *p)
{
	free(p->terms);
	p->terms = NULL;
	p->n_terms = 0;
}

int predicate_add(struct predicate *p, const char *text, bool bad)
{
	const char *words[16];
	size_t n = 0;
	const enum verdict v = verdict_from_word(text);

	for (int i = 1; n < ARRAY_SIZE(words) && verdict_word((enum verdict)i); i++)
		words[n++] = verdict_word((enum verdict)i);
	if (!v) {
		command_no_word("bisect", bad ? "--bad-is" : "--good-is", text, words, n);
		return FAIL_MISUSE;
	}
	struct term *grown = reallocarray(p->terms, p->n_terms + 1, sizeof(*grown));
	if (!grown)
		return diag_errno(-ENOMEM, "--good-is");
	p->terms = grown;
	p->terms[p->n_terms++] = (struct term){.verdict = v, .bad = bad};
	return 0;
}

bool predicate_needs_good(const struct predicate *p)
{
	return !p->n_terms;
}

static bool is_asked(const struct predicate *p, const char *name)
{
	bool asked = !p->n_programs;

	for (size_t i = 0; i < p->n_programs && !asked; i++)
		asked = fnmatch(p->programs[i], name, 0) == 0;
	return asked;
}

/* Whether the verdict of @of is what is good. */
static bool holds(const struct predicate *p, const struct program_result *of)
{
	for (size_t i = 0; i < p->n_terms; i++)
		if ((of->verdict == p->terms[i].verdict) == p->terms[i].bad)
			return false;
	return p->n_terms || of->verdict == VERDICT_ACCEPTED;
}

static bool decides(const struct program_result *of)
{
	return of->verdict == VERDICT_ACCEPTED || of->verdict == VERDICT_REJECTED ||
	       of->verdict == VERDICT_UNLOADABLE;
}

static void judge_kernel(
	struct observation *o, const struct predicate *p, const struct result_kernel *k)
{
	int64_t asked = 0;

	for (size_t i = 0; i < k->n_objects; i++)
		for (size_t j = 0; j < k->objects[i].n_programs; j++) {
			const struct program_result *of = &k->objects[i].programs[j].result;
			if (!is_asked(p, of->name))
				continue;
			asked++;
			if (!decides(of))
				observation_set(o, ANSWER_UNTESTABLE, "%s: %s", of->name,
					verdict_word(of->verdict));
			else if (!holds(p, of))
				observation_set(o, ANSWER_BAD, "%s %s%s%s", of->name,
					verdict_word(of->verdict), *of->detail ? ": " : "",
					of->detail);
			if (o->answer)
				return;
		}
	if (asked)
		observation_set(o, ANSWER_GOOD, "%lld programs", (long long)asked);
	else
		observation_set(o, ANSWER_STOP, "no object has such a program");
}

void predicate_judge(
	struct observation *o, const struct predicate *p, const struct predicate_ends *e)
{
	const struct result_kernel *k = &o->result->kernels[0];

	(void)e;
	o->answer = ANSWER_NONE;
	if (!result_kernel_is_complete(k))
		observation_set(o, k->outcome == OUTCOME_INFRA ? ANSWER_STOP : ANSWER_UNTESTABLE,
			"%s%s%s", outcome_word(k->outcome), k->why ? ": " : "",
			k->why ? k->why : "");
	else
		judge_kernel(o, p, k);
}

int predicate_check_ends(
	const struct predicate *p, const struct observation *good, const struct observation *bad)
{
	(void)p;
	if (good->answer == ANSWER_GOOD && bad->answer == ANSWER_BAD)
		return 0;
	return diag_misuse("the good end is %s (%s), and the bad end is %s (%s)",
		answer_word(good->answer), good->why, answer_word(bad->answer), bad->why);
}
