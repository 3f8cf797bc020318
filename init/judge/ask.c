// SPDX-License-Identifier: GPL-2.0-only
#include "judge/ask.h"
#include "explain/reason.h"
#include "probe/needs.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <linux/bpf_common.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOG_STATS 4 /* BPF_LOG_STATS, kernel/bpf/verifier.c */

/*
 * What a refusal's trace may take, which costs many times the verdict: to write down what the
 * verifier walked before it had enough of a loop takes 400 s under TCG where the verdict takes 12,
 * and shows the loop at once.  Others show at their end where it stood: they may take a part of a
 * program's time.
 */
#define TRACE_OF_LIMIT_MS 300
#define TRACE_PART	  3 /* of the time for a program */

/*
 * Kernels before 5.13 stumble over a callback before they see the helper that wants it, which they
 * do not know either: that one says what the program needs.
 */
static void say_callback(struct program_result *p, const struct bpf_program *program)
{
	const char *helper = needs_unknown_helper(program);
	char line[DETAIL_SIZE];

	if (!helper)
		return;
	snprintf(line, sizeof(line), "%s is not of this kernel, nor are callbacks: %.*s", helper,
		(int)utf8_cut(p->detail, sizeof(line) / 2), p->detail);
	reason_set(p, REASON_HELPER_UNKNOWN);
	text_set(p->detail, line);
}

void ask_why(
	struct program_result *p, const struct load_answer *a, const struct bpf_program *program)
{
	const size_t insns = bpf_program__insn_cnt(program);

	reason_judge(p, a, a->err, a->warnings);
	if (reason_is(p, REASON_CALLBACK_UNKNOWN))
		say_callback(p, program);
	/* refused by their number before any is looked at: kernel/bpf/syscall.c, bpf_prog_load() */
	if (a->reached && a->err == E2BIG && !a->log_len && insns > BPF_MAXINSNS) {
		p->verdict = VERDICT_REJECTED;
		reason_set(p, REASON_LIMIT_INSNS);
		snprintf(p->detail, sizeof(p->detail),
			"%zu instructions; without CAP_BPF %d are taken, with it 1000000", insns,
			BPF_MAXINSNS);
	}
}

/* Refused as it was expected to be, and the last words alone show it: nobody asks for the trace. */
static bool is_foretold(
	const struct load_answer *a, const struct expectation *e, const struct program_result *p)
{
	char why[DETAIL_SIZE];

	if (e->expected != VERDICT_REJECTED || e->log_level || *e->problem || a->log_cut)
		return false;
	for (size_t i = 0; i < e->log.count; i++)
		if (e->log.at[i].absent) /* in the trace, that is */
			return false;
	if (p->verdict != VERDICT_REJECTED || (e->reason && strcmp(e->reason, p->reason) != 0))
		return false;
	enum met met = messages_find_in_log(&e->log, a->log, false, why, sizeof(why));
	return met == MET_MET || met == MET_NONE;
}

/*
 * For the trace of a refusal that is known already: not so long that its verdict would be lost for
 * it.
 */
static int64_t trace_bound_ms(
	const struct load_answer *a, const struct program_result *p, int64_t timeout_ms)
{
	const int64_t part = timeout_ms / TRACE_PART, left = (timeout_ms - a->load_us / 1000) / 2;
	int64_t bound = part < left ? part : left;

	if (strncmp(p->reason, "limit-", 6) == 0 && bound > TRACE_OF_LIMIT_MS)
		bound = TRACE_OF_LIMIT_MS;
	return bound > 1 ? bound : 1;
}

/* What was answered is not to be believed. */
static void distrust(struct load_answer *a)
{
	exercise_clear(&a->run);
	free(a->xlated);
	a->xlated = NULL;
	a->accepted = a->loaded = false;
	a->err = EAGAIN;
	a->log[0] = '\0';
	a->log_len = 0;
}

int ask_kernel(struct load_answer *ret, struct load_request *request, const struct expectation *e,
	const struct bpf_program *program, int64_t timeout_ms)
{
	const uint32_t trace = (e->log_level ? e->log_level : 1) | LOG_STATS;
	const bool want_log = e->log_level || (e->log.count && e->expected != VERDICT_REJECTED);
	struct program_result p;
	struct load_answer other;
	int r;

	request->log_level = want_log ? trace : LOG_STATS;
	request->bound_ms = want_log ? timeout_ms / TRACE_PART : 0;
	r = load_program(ret, request);
	if (r || !ret->reached || (want_log ? !ret->log_cut : ret->accepted))
		return r;
	request->log_level = want_log ? LOG_STATS : trace;
	request->bound_ms = 0;
	if (!want_log) {
		program_result_init(&p);
		ask_why(&p, ret, program);
		if (is_foretold(ret, e, &p))
			return 0;
		request->bound_ms = trace_bound_ms(ret, &p, timeout_ms);
	}
	if (ret->loaded)
		request->wants_xlated = request->runs = false;
	if (load_program(&other, request)) {
		if (ret->stopped) /* which is no answer */
			distrust(ret);
		return 0; /* the first answer stands alone */
	}
	struct load_answer *brief = want_log ? &other : ret, *full = want_log ? ret : &other;
	if (!other.reached || other.accepted != ret->accepted) {
		if ((full->err != ENOSPC && !full->stopped) || !brief->accepted) {
			/* yes and no to the same question */
			load_answer_clear(&other);
			distrust(ret);
			return 0;
		}
		full->accepted = true; /* but for the room, or the time, for its log */
	}
	if (!full->loaded && brief->loaded) { /* what was to be seen of it was seen there */
		full->loaded = true;
		full->xlated = brief->xlated;
		full->xlated_err = brief->xlated_err;
		full->run = brief->run;
		brief->xlated = NULL;
		brief->run = (struct exercise){0};
	}
	full->brief = brief->log;
	full->err = brief->err;
	full->load_us = brief->load_us;
	full->xlated_bytes = brief->xlated_bytes;
	full->jited_bytes = brief->jited_bytes;
	brief->log = NULL;
	struct load_answer whole = *full;
	if (full == &other)
		load_answer_clear(ret);
	else
		load_answer_clear(&other);
	*ret = whole;
	return 0;
}
