// SPDX-License-Identifier: GPL-2.0-only
#include "judge/compare.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* What the looked for comes to: the worst, and why. */
struct outcome {
	enum met met;
	char why[DETAIL_SIZE];
};

static void add(struct outcome *o, enum met met, const char *why)
{
	const bool worse = met == MET_UNMET ? o->met != MET_UNMET
					    : met == MET_UNKNOWN && o->met != MET_UNMET &&
						      o->met != MET_UNKNOWN;

	if (worse) {
		o->met = met;
		text_set(o->why, why);
	} else if (o->met == MET_NONE) {
		o->met = met;
	}
}

static void look_in_log(struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	/* what never reached the verifier was said by libbpf */
	const char *log = a && a->reached ? a->log : a ? a->warnings : load_words();
	char why[DETAIL_SIZE] = "";
	enum met met = messages_find_in_log(&e->log, log, a && a->log_cut, why, sizeof(why));

	/* of a log that was cut the last words are in the other one */
	if (met == MET_UNKNOWN && a && a->brief &&
		messages_find_in_log(&e->log, a->brief, true, why, sizeof(why)) == MET_MET)
		met = MET_MET;
	add(o, met, why);
}

static void look_in_code(
	struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	char why[DETAIL_SIZE] = "", all[DETAIL_SIZE];

	if (e->jited.count)
		add(o, MET_UNKNOWN,
			"what is expected of its machine code is not looked for: there is no disassembler here");
	if (!e->xlated.count)
		return;
	if (!a->xlated) {
		snprintf(why, sizeof(why), "what the verifier made of it cannot be read: %s",
			a->loaded ? strerror(a->xlated_err)
				  : "not all of its object could be loaded");
		add(o, MET_UNKNOWN, why);
		return;
	}
	enum met met = messages_find(&e->xlated, a->xlated, false, why, sizeof(why));
	snprintf(all, sizeof(all), "as rewritten: %.*s", (int)utf8_cut(why, 700), why);
	add(o, met, all);
}

static void look_at_run(struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	static const char *const names[EXPECT_STREAMS] = {"stdout", "stderr"};
	const struct exercise *run = &a->run;
	char why[DETAIL_SIZE], words[600];

	if (!a->loaded) {
		snprintf(why, sizeof(why),
			"not run, for not all of its object could be loaded: %.*s",
			(int)utf8_cut(a->warnings, 600), a->warnings);
		add(o, MET_UNKNOWN, why);
		return;
	}
	if (!run->ran) {
		if (run->map)
			snprintf(why, sizeof(why),
				"not run, for its map %s could not be filled: %s", run->map,
				strerror(run->err));
		else if (run->reaches)
			snprintf(why, sizeof(why),
				"not run, for %s calls %s: what that does to others could not be told from their own",
				run->reaches_along ? "a program that it may enter" : "it",
				run->reaches);
		else if (run->err == ENOTSUPP)
			snprintf(why, sizeof(why),
				"not run: this kernel runs no programs of its type for a test");
		else
			snprintf(why, sizeof(why), "it cannot be run: %s",
				errno_symbol(run->err) ? errno_symbol(run->err) : "");
		add(o, MET_UNKNOWN, why);
		return;
	}
	if (!e->any_retval && run->retval != e->retval) {
		snprintf(why, sizeof(why), "it returned %d, and %d was expected", run->retval,
			e->retval);
		add(o, MET_UNMET, why);
	}
	add(o, MET_MET, "");
	for (int i = 0; i < EXPECT_STREAMS; i++) {
		if (!e->streams[i].count)
			continue;
		enum met met = run->streams[i] ? messages_find(&e->streams[i], run->streams[i],
							 false, words, sizeof(words))
					       : MET_UNKNOWN;
		if (!run->streams[i])
			snprintf(words, sizeof(words), "this kernel has no such stream");
		snprintf(why, sizeof(why), "%s: %s", names[i], met == MET_MET ? "" : words);
		add(o, met, why);
	}
}

void compare(struct program_result *p, const struct expectation *e, const struct load_answer *a)
{
	struct outcome o = {0};
	char why[DETAIL_SIZE];

	if (p->verdict == e->expected) {
		look_in_log(&o, e, a);
		if (e->reason && strcmp(e->reason, p->reason) != 0) {
			snprintf(why, sizeof(why), "expected reason %s; %.*s", e->reason,
				(int)utf8_cut(p->detail, 600), p->detail);
			add(&o, MET_UNMET, why);
		}
	}
	if (p->verdict == e->expected && p->verdict == VERDICT_ACCEPTED && a) {
		look_in_code(&o, e, a);
		if (e->runs)
			look_at_run(&o, e, a);
	}
	p->met = verdict_meets(p->verdict, e->expected, o.met);
	if (*o.why && p->met != MET_MET)
		text_set(p->detail, o.why);
	if (*o.why && p->met == MET_UNKNOWN)
		reason_set(p, REASON_EXPECTATION_UNCLEAR);
	if (*e->problem && p->met != MET_SKIPPED && p->verdict != VERDICT_CRASHED) {
		p->met = MET_UNKNOWN;
		reason_set(p, e->problem_reason ? e->problem_reason : REASON_EXPECTATION_UNCLEAR);
		text_set(p->detail, e->problem);
	}
}
