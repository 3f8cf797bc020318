// SPDX-License-Identifier: GPL-2.0-only
#include "judge/compare.h"
#include "libbpf-setup.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* The worst of all checks so far, and why. */
struct outcome {
	enum met met;
	char why[DETAIL_SIZE];
};

static void note(struct outcome *o, enum met met, const char *why)
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

static void check_log(struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	/* without a verifier log the messages may be libbpf's */
	const char *log = a && a->reached ? a->log : a ? a->warnings : libbpf_warnings();
	char why[DETAIL_SIZE] = "";
	enum met met = messages_find_in_log(&e->log, log, a && a->log_cut, why, sizeof(why));

	/* the brief log has the end of a log that was cut */
	if (met == MET_UNKNOWN && a && a->brief &&
		messages_find_in_log(&e->log, a->brief, true, why, sizeof(why)) == MET_MET)
		met = MET_MET;
	note(o, met, why);
}

static void check_code(struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	char why[DETAIL_SIZE] = "", all[DETAIL_SIZE];

	if (e->jited.count)
		note(o, MET_UNKNOWN,
			"its machine code was not searched: bpfjury has no disassembler for it");
	if (!e->xlated.count)
		return;
	if (!a->xlated) {
		snprintf(why, sizeof(why),
			"the program as the verifier rewrote it cannot be read: %s",
			a->loaded ? strerror(a->xlated_err)
				  : "not all of its object could be loaded");
		note(o, MET_UNKNOWN, why);
		return;
	}
	enum met met = messages_find(&e->xlated, a->xlated, false, why, sizeof(why));
	snprintf(all, sizeof(all), "as rewritten: %.*s", (int)utf8_cut(why, 700), why);
	note(o, met, all);
}

/* Why the program was not run, for the detail. */
static void say_why_not_run(char *why, size_t size, const struct load_answer *a)
{
	const struct exercise *run = &a->run;
	const char *symbol = errno_symbol(run->err);

	if (!a->loaded)
		snprintf(why, size, "not run: not all of its object could be loaded: %.*s",
			(int)utf8_cut(a->warnings, 600), a->warnings);
	else if (*run->unfilled)
		snprintf(why, size, "not run: its map %s", run->unfilled);
	else if (run->side_effect)
		snprintf(why, size, "not run: %s calls %s, which can affect the judging of others",
			run->side_effect_indirect ? "a program that it can enter" : "it",
			run->side_effect);
	else if (run->err == ENOTSUPP)
		snprintf(why, size, "not run: this kernel can test-run no programs of its type");
	else
		snprintf(why, size, "it cannot be run: %s", symbol ? symbol : "");
}

static void check_run(struct outcome *o, const struct expectation *e, const struct load_answer *a)
{
	static const char *const names[EXPECT_STREAMS] = {"stdout", "stderr"};
	const struct exercise *run = &a->run;
	char why[DETAIL_SIZE], missing[600];

	if (!a->loaded || !run->ran) {
		say_why_not_run(why, sizeof(why), a);
		note(o, MET_UNKNOWN, why);
		return;
	}
	if (!e->any_retval && run->retval != e->retval) {
		snprintf(why, sizeof(why), "it returned %d, and %d was expected", run->retval,
			e->retval);
		note(o, MET_UNMET, why);
	}
	note(o, MET_MET, "");
	for (int i = 0; i < EXPECT_STREAMS; i++) {
		if (!e->streams[i].count)
			continue;
		enum met met = run->streams[i] ? messages_find(&e->streams[i], run->streams[i],
							 false, missing, sizeof(missing))
					       : MET_UNKNOWN;
		if (!run->streams[i])
			snprintf(missing, sizeof(missing), "this kernel has no such stream");
		snprintf(why, sizeof(why), "%s: %s", names[i], met == MET_MET ? "" : missing);
		note(o, met, why);
	}
}

void compare(struct program_result *p, const struct expectation *e, const struct load_answer *a)
{
	struct outcome o = {0};
	char why[DETAIL_SIZE];

	if (p->verdict == e->expected) {
		check_log(&o, e, a);
		if (e->reason && strcmp(e->reason, p->reason) != 0) {
			snprintf(why, sizeof(why), "expected reason %s; %.*s", e->reason,
				(int)utf8_cut(p->detail, 600), p->detail);
			note(&o, MET_UNMET, why);
		}
	}
	if (p->verdict == e->expected && p->verdict == VERDICT_ACCEPTED && a) {
		check_code(&o, e, a);
		if (e->runs)
			check_run(&o, e, a);
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
