// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * Writing the trace of a program costs many times its verification.  A load for statistics alone
 * (BPF_LOG_STATS) has no trace, yet gives the true errno and the verifier's last message.  So:
 *
 * - By default the first load is for statistics.  If it accepts the program, that is all.  If it
 *   refuses it as expected, and the last message shows that, that is all too.  Otherwise a second
 *   load fetches the trace, within a bound.
 * - Where the expectation looks for messages in the log of an accepted program, the trace is
 *   fetched first, within a bound.  A second load, for statistics, follows only if the log was cut.
 *
 * A load with a trace can fail for its log alone: ENOSPC where the kernel's log did not fit, and
 * where it was interrupted at its bound.  Then the load for statistics decides.
 */
#include "judge/verify.h"
#include "judge/refusal.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/*
 * Bounds for the trace of a refusal that is known already.
 *
 * Where a limit was exceeded, nearly all of the trace is what the verifier walked before: 400 s
 * under TCG where the verdict takes 12 s, and a loop shows in its beginning.  Other refusals show
 * at the end of the trace what was wrong: those get a part of the item's time.
 */
#define TRACE_OF_LIMIT_MS 300
#define TRACE_PART	  3 /* 1 / TRACE_PART of the time for an item */

/* The program was refused as expected, and the last message alone shows it. */
static bool is_expected_refusal(
	const struct load_answer *a, const struct expectation *e, const struct program_result *p)
{
	char why[DETAIL_SIZE];

	if (e->expected != VERDICT_REJECTED || e->log_level || *e->problem || a->log_cut)
		return false;
	for (size_t i = 0; i < e->log.count; i++)
		if (e->log.at[i].absent) /* it must not be in the trace, which is to be read then */
			return false;
	if (p->verdict != VERDICT_REJECTED || (e->reason && strcmp(e->reason, p->reason) != 0))
		return false;
	enum met met = messages_find_in_log(&e->log, a->log, false, why, sizeof(why));
	return met == MET_MET || met == MET_NONE;
}

/* A bound for the trace of a refusal: short enough that the verdict is not lost to a timeout. */
static int64_t trace_bound_ms(
	const struct load_answer *a, const struct program_result *p, int64_t timeout_ms)
{
	const int64_t part = timeout_ms / TRACE_PART, left = (timeout_ms - a->load_us / 1000) / 2;
	int64_t bound = part < left ? part : left;

	if (strncmp(p->reason, "limit-", 6) == 0 && bound > TRACE_OF_LIMIT_MS)
		bound = TRACE_OF_LIMIT_MS;
	return bound > 1 ? bound : 1;
}

/* Replace an answer that cannot be believed by EAGAIN. */
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

/* Whether the loads with and without the trace gave different answers to the same question. */
static bool contradict(const struct load_answer *full, const struct load_answer *brief)
{
	if (!full->reached || !brief->reached)
		return true;
	if (full->accepted == brief->accepted)
		return false;
	return !brief->accepted || (full->err != ENOSPC && !full->stopped);
}

/* Make one answer in @full of both; clears @brief. */
static void merge(struct load_answer *full, struct load_answer *brief)
{
	full->accepted = brief->accepted;
	if (!full->loaded && brief->loaded) {
		full->loaded = true;
		full->xlated = brief->xlated;
		full->xlated_err = brief->xlated_err;
		full->run = brief->run;
		brief->xlated = NULL;
		brief->run = (struct exercise){0};
	}
	if (!full->insns) {
		full->insns = brief->insns;
		full->n_insns = brief->n_insns;
		brief->insns = NULL;
	}
	full->brief = brief->log;
	brief->log = NULL;
	full->err = brief->err;
	full->load_us = brief->load_us;
	full->mem_peak = brief->mem_peak;
	full->xlated_bytes = brief->xlated_bytes;
	full->jited_bytes = brief->jited_bytes;
	load_answer_clear(brief);
}

/* Make one answer in @first of two loads, of which the first had the trace or not. */
static void combine(struct load_answer *first, struct load_answer *second, bool trace_first)
{
	if (contradict(trace_first ? first : second, trace_first ? second : first)) {
		load_answer_clear(second);
		distrust(first);
	} else if (trace_first) {
		merge(first, second);
	} else {
		merge(second, first);
		*first = *second;
	}
}

/*
 * Whether @trace, the load of a program alone, leaves open what the kernel answers: it failed for
 * its log or its bound, and @p is a refusal in company for which the verifier gave no reason.
 * Programs that share a map may be refused for each other.
 */
static bool is_no_answer(const struct load_answer *trace, const struct program_result *p)
{
	return (trace->stopped || trace->err == ENOSPC) &&
	       (reason_is(p, REASON_UNCLASSIFIED) || reason_is(p, REASON_LOAD_REFUSED));
}

int verify_refused(struct load_answer *ret, struct load_answer *together,
	struct load_request *request, const struct expectation *e,
	const struct bpf_program *program, int64_t timeout_ms)
{
	struct load_request trace = *request;
	struct load_answer second;
	struct program_result p;

	program_result_init(&p);
	refusal_judge(&p, together, program);
	trace.log_level = 1 | LOG_STATS;
	trace.bound_ms = trace_bound_ms(together, &p, timeout_ms);
	if (load_program(&second, &trace)) {
		load_answer_clear(together);
		return verify_program(ret, request, e, program, timeout_ms);
	}
	if (contradict(&second, together) || is_no_answer(&second, &p)) {
		load_answer_clear(&second);
		load_answer_clear(together);
		return verify_program(ret, request, e, program, timeout_ms);
	}
	*ret = *together;
	combine(ret, &second, false);
	return 0;
}

int verify_program(struct load_answer *ret, struct load_request *request,
	const struct expectation *e, const struct bpf_program *program, int64_t timeout_ms)
{
	const uint32_t trace = (e->log_level ? e->log_level : 1) | LOG_STATS;
	const bool trace_first = e->log_level || (e->log.count && e->expected != VERDICT_REJECTED);
	struct program_result p;
	struct load_answer second;

	request->log_level = trace_first ? trace : LOG_STATS;
	request->bound_ms = trace_first ? timeout_ms / TRACE_PART : 0;
	int r = load_program(ret, request);
	if (r || !ret->reached || (trace_first ? !ret->log_cut : ret->accepted))
		return r;
	request->log_level = trace_first ? LOG_STATS : trace;
	request->bound_ms = 0;
	if (!trace_first) {
		program_result_init(&p);
		refusal_judge(&p, ret, program);
		if (is_expected_refusal(ret, e, &p))
			return 0;
		request->bound_ms = trace_bound_ms(ret, &p, timeout_ms);
	}
	if (ret->loaded)
		request->wants_xlated = request->runs = false;
	if (load_program(&second, request) == 0)
		combine(ret, &second, trace_first);
	else if (ret->stopped) /* alone that is no answer */
		distrust(ret);
	return 0;
}

void verify_size(struct load_answer *a, const struct load_request *request)
{
	struct load_request other = *request;
	struct load_answer second;

	if (a->accepted || !a->reached || a->stopped || !a->sized_map)
		return;
	other.other_extreme = true;
	other.log_level = LOG_STATS;
	other.bound_ms = 0;
	other.runs = other.wants_xlated = false;
	/* where the kernel was not asked, whether it decides is not known */
	a->size_decides = true;
	if (load_program(&second, &other))
		return;
	a->size_decides = second.accepted || !second.reached;
	load_answer_clear(&second);
}
