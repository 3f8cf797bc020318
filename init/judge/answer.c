// SPDX-License-Identifier: GPL-2.0-only
#include "judge/answer.h"
#include "explain/errata.h"
#include "explain/help.h"
#include "explain/notes.h"
#include "explain/statistics.h"
#include "explain/where.h"
#include "judge/compare.h"
#include "judge/refusal.h"
#include "send.h"
#include "verdict/reasons.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * Send the verifier's log, or libbpf's warnings where it wrote none.  A log that was cut lacks its
 * end: the brief log, which has that, is appended.
 */
static void send_answer_log(struct record *r, const struct load_answer *a)
{
	const char *log = a->log_len ? a->log : a->warnings;
	char *joined = NULL;

	if (a->log_cut && a->brief &&
		asprintf(&joined,
			"%s\n[bpfjury: %s here; the end of the log without the trace:]\n%s", log,
			a->stopped ? "the trace took too long, and was left off"
				   : "the kernel cut the log",
			a->brief) < 0)
		joined = NULL;
	if (!a->log_cut) /* otherwise its true size is unknown */
		r->result.log_bytes = (int64_t)strlen(log);
	send_log(r->program, joined ? joined : log, strlen(joined ? joined : log));
	free(joined);
}

/*
 * In the unprivileged variant EPERM is an answer, not a defect of this environment.  A map that the
 * variant may not create was left out by us, and stands for the kernel's refusal of that map.
 */
static void judge_unprivileged(struct program_result *p, const struct load_answer *a)
{
	if (p->verdict == VERDICT_ERROR && reason_is(p, REASON_NO_PRIVILEGE)) {
		p->verdict = a->reached ? VERDICT_REJECTED : VERDICT_UNLOADABLE;
	} else if (reason_is(p, REASON_MAP_SKIPPED)) {
		p->verdict = VERDICT_REJECTED;
		reason_set(p, REASON_NO_PRIVILEGE);
		text_set(p->detail, "it uses a map of a type that requires CAP_BPF");
	}
}

/* Where the annotations say that libbpf finds no type for the section, that is an answer. */
static void judge_expected_section(
	struct program_result *p, const struct expectation *e, const struct bpf_program *program)
{
	if (!reason_is(p, REASON_TARGET_OF_LOADER) ||
		bpf_program__type(program) != BPF_PROG_TYPE_UNSPEC || !e->reason ||
		strcmp(e->reason, reason_word(REASON_SECTION_UNKNOWN)) != 0)
		return;
	p->verdict = VERDICT_UNLOADABLE;
	reason_set(p, REASON_SECTION_UNKNOWN);
}

/*
 * The name of the auxiliary program whose refusal kept the object from loading, by libbpf's
 * warnings; NULL: none.
 */
static const char *find_refused_auxiliary(
	const struct judged_object *o, const struct judged_item *item, const struct load_answer *a)
{
	struct bpf_program *program;
	size_t at = 0;
	char warning[NAME_SIZE + 32];

	bpf_object__for_each_program(program, o->bpf) {
		const size_t index = at++;
		if (index == item->index || !o->auxiliary[item->variant][index])
			continue;
		snprintf(warning, sizeof(warning), "prog '%s': failed to load",
			bpf_program__name(program));
		if (strstr(a->warnings, warning))
			return bpf_program__name(program);
	}
	return NULL;
}

/* What the verdict does not say: why it was refused, and what a reader should know. */
static void find_help(struct program_result *p, const struct load_answer *a,
	const struct expectation *e, const struct judged_item *item, const struct judged_object *o,
	const struct load_request *request)
{
	struct loader_program rule;
	const bool is_set =
		loader_program_of(&rule, &o->entry->loader, bpf_program__name(item->program)) &&
		rule.set & (LOADER_PROGRAM_TYPE | LOADER_PROGRAM_TARGET);
	const struct help_case c = {.answer = a,
		.program = item->program,
		.object = o->bpf,
		.layout = is_set ? NULL : o->layout,
		.request = request,
		.dropped = e->dropped | o->entry->loader.dropped,
		.version = o->version,
		.expected = e->expected,
		.reason = e->reason};

	if (!a->accepted) {
		help_ask(p, &c);
		errata_judge(p, &c);
	}
	notes_ask(p, &c);
}

/*
 * Whether the memory cgroup counts what the verifier takes: its allocations have
 * GFP_KERNEL_ACCOUNT since 6.17 (kernel/bpf/verifier.c).  Before, it counts the program alone.
 */
static bool counts_verifier(const char *version)
{
	struct kernel_version v;

	return version_condition(">=6.17", version_parse(&v, version) ? NULL : &v) > 0;
}

/* What the load measured and the run returned. */
static void copy_figures(struct program_result *p, const struct load_answer *a, const char *version)
{
	if (a->reached) {
		statistics_read(p, a->brief ? a->brief : a->log);
		p->load_us = a->load_us;
		if (counts_verifier(version))
			p->mem_peak = a->mem_peak;
		p->xlated_bytes = a->xlated_bytes;
		p->jited_bytes = a->jited_bytes;
		p->insn_count = a->insn_count ? (int64_t)a->insn_count : UNKNOWN_FIGURE;
	}
	if (a->run.ran) {
		p->ran = true;
		p->retval = a->run.retval;
		p->run_ns = a->run.ns;
	}
}

/* Conditions of the load that a reader of the verdict must know. */
static void add_conditions(
	struct program_result *p, const struct load_answer *a, const struct expectation *e)
{
	if (e->caps && p->verdict == VERDICT_ERROR && reason_is(p, REASON_NO_PRIVILEGE))
		snprintf(p->detail, sizeof(p->detail),
			"with %s alone it was refused before the verifier ran", e->caps);
	if (a->accepted && e->caps)
		snprintf(p->detail, sizeof(p->detail), "with %s alone", e->caps);
}

void answer_judge(struct record *r, const struct load_answer *a, struct expectation *e,
	const struct judged_item *item, const struct judged_object *o,
	const struct load_request *request)
{
	struct program_result *p = &r->result;
	const char *auxiliary = a->loaded || (a->reached && !a->accepted)
					? NULL
					: find_refused_auxiliary(o, item, a);

	if (auxiliary && !*e->problem)
		snprintf(e->problem, sizeof(e->problem),
			"its auxiliary program %s was refused: see the log", auxiliary);
	if (a->accepted)
		p->verdict = VERDICT_ACCEPTED;
	else
		refusal_judge(p, a, item->program);
	if (item->variant == VARIANT_UNPRIVILEGED)
		judge_unprivileged(p, a);
	judge_expected_section(p, e, item->program);
	find_help(p, a, e, item, o, request);
	/* unloadable: at an instruction that libbpf could not resolve, and poisoned */
	if ((p->verdict == VERDICT_REJECTED || p->verdict == VERDICT_UNLOADABLE) && a->reached &&
		!a->stopped)
		where_refused(p, a->log, o->says_places);
	copy_figures(p, a, o->version);
	snprintf(p->adapted, sizeof(p->adapted), "%s", a->adapted ? a->adapted : "");
	add_conditions(p, a, e);
	compare(p, e, a);
	if (!a->accepted || p->met == MET_UNMET)
		send_answer_log(r, a);
}
