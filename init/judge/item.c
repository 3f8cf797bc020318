// SPDX-License-Identifier: GPL-2.0-only
#include "judge/item.h"
#include "clock.h"
#include "explain/help-unopened.h"
#include "explain/reason.h"
#include "judge/alternatives.h"
#include "judge/answer.h"
#include "judge/capabilities.h"
#include "judge/compare.h"
#include "judge/configured.h"
#include "judge/docket-object.h"
#include "judge/expected.h"
#include "judge/hot.h"
#include "judge/settings.h"
#include "judge/verify.h"
#include "libbpf-setup.h"
#include "load/deferred-free.h"
#include "load/privilege.h"
#include "load/walk.h"
#include "load/watch.h"
#include "probe/features.h"
#include "send.h"
#include "verdict/reasons.h"
#include "verdict/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* 1 / COVERAGE_PART of the time that is left, for the load that finds out what is walked. */
#define COVERAGE_PART 3
/* The same for the load that fetches the trace of an accepted program. */
#define TRACE_PART 3

/* What identifies the item in its records. */
static void describe(struct program_result *p, const struct judged_item *item)
{
	const struct bpf_program *program = item->program;

	program_result_init(p);
	text_set(p->name, bpf_program__name(program));
	if (!*p->name)
		text_set(p->name, "(nameless)");
	text_set(p->section, bpf_program__section_name(program));
	const char *type = libbpf_bpf_prog_type_str(bpf_program__type(program));
	text_set(p->type, type ? type : "unknown");
	const char *attach = libbpf_bpf_attach_type_str(bpf_program__expected_attach_type(program));
	text_set(p->attach_type, attach ? attach : "");
	p->position = (int64_t)item->index;
	if (item->variant == VARIANT_UNPRIVILEGED)
		text_set(p->variant, VARIANT_WORD_UNPRIVILEGED);
}

/*
 * Load the program that a freplace program replaces a function of, @e->target: its descriptor, or 0
 * with @e->problem set.
 */
static int open_target(struct expectation *e, const struct judged_object *o)
{
	const char *colon = strrchr(e->target, ':');
	char why[224], clean[128];
	const int fd = docket_object_load(
		o, e->target, (size_t)(colon - e->target), colon + 1, why, sizeof(why));

	if (fd > 0 || *e->problem)
		return fd > 0 ? fd : 0;
	text_set(clean, e->target);
	snprintf(e->problem, sizeof(e->problem), "its target %s cannot be loaded: %s", clean, why);
	return 0;
}

/*
 * The file of the docket's object at @path, relative to this object's; NULL for @path NULL, or with
 * @e->problem set where the docket has none.
 */
static const char *find_btf_file(
	struct expectation *e, const struct judged_object *o, const char *path)
{
	char why[256];
	const char *file =
		path ? docket_object_file(o, path, strlen(path), why, sizeof(why)) : NULL;

	if (path && !file && !*e->problem)
		snprintf(e->problem, sizeof(e->problem), "the BTF that it requires is missing: %s",
			why);
	return file;
}

/* The unprivileged variant cannot be judged: this kernel keeps bpf(2) closed to it. */
static void fill_disallowed(struct program_result *p, int err)
{
	p->verdict = VERDICT_ERROR;
	p->met = MET_UNKNOWN;
	reason_set(p, REASON_NO_PRIVILEGE);
	snprintf(p->detail, sizeof(p->detail),
		"kernel.unprivileged_bpf_disabled cannot be set to 0: %s", strerror(err));
}

static void fill_skipped(struct program_result *p, const struct expectation *e)
{
	p->verdict = VERDICT_SKIPPED;
	p->expected = VERDICT_NONE;
	p->met = MET_SKIPPED;
	reason_set(p, e->skipped);
	text_set(p->detail, e->why);
}

uint32_t item_flags(
	const struct judged_object *o, const struct expectation *e, uint32_t *ret_left_out)
{
	return configured_flags(
		e->flags | (o->entry->loader.prog_flags & ~e->no_flags), ret_left_out);
}

/* Load the item alone, unless it was accepted @together with the others. */
static int load_alone(struct load_answer *ret, struct judged_object *o,
	const struct judged_item *item, struct expectation *e, struct load_request *request,
	struct load_answer *together)
{
	int err;

	request->btf_path = e->btf_path		  ? find_btf_file(e, o, e->btf_path)
			    : request->names_path ? request->names_path
						  : o->settings.btf_path;
	if (together && together->accepted) {
		*ret = *together;
		*together = (struct load_answer){0};
		return 0;
	}
	request->target_fd = e->target ? open_target(e, o) : 0;
	if (together)
		err = verify_refused(ret, together, request, e, item->program, o->timeout_ms);
	else
		err = verify_program(ret, request, e, item->program, o->timeout_ms);
	if (together)
		*together = (struct load_answer){0};
	if (!err)
		verify_size(ret, request);
	if (request->target_fd)
		close(request->target_fd);
	return err;
}

/* Of the item's time: its earlier loads took the rest, more than the one that the result is of. */
static int64_t time_left_ms(const struct judged_object *o)
{
	return o->begun_ms + o->timeout_ms - uptime_ms();
}

/*
 * Find out which instructions of the accepted item the verifier walks, in one more load, and send
 * what it does not reach.  Not of the unprivileged variant: there the verifier walks some branches
 * only for what a processor may speculate.
 */
static void cover(struct record *r, const struct judged_object *o, struct load_request *request)
{
	const int64_t left_ms = time_left_ms(o);
	struct walk w;

	const int err = walk_program(
		&w, request, bpf_object__btf(o->bpf), left_ms > 3 ? left_ms / COVERAGE_PART : 1);
	if (err || !w.insns)
		return;
	r->result.coverage_insns = w.insns;
	r->result.coverage_known = w.known;
	r->result.coverage_reached = w.reached;
	if (w.unreached)
		send_unreached(r->program, w.unreached);
	walk_clear(&w);
}

/*
 * Send the trace of the accepted item, of one more load.  Where its expectation is not met, its log
 * was sent before.
 */
static void trace(struct record *r, const struct judged_object *o, struct load_request *request)
{
	const int64_t left_ms = time_left_ms(o);
	struct load_request traced = *request;
	struct load_answer a;

	/* at level 1 the kernel drops the trace of what it accepts: do_check_common(), @pop_log */
	traced.log_level = 2 | LOG_STATS;
	traced.bound_ms = left_ms > TRACE_PART ? left_ms / TRACE_PART : 1;
	traced.wants_xlated = traced.runs = false;
	if (r->result.met == MET_UNMET || load_program(&a, &traced))
		return;
	if ((a.accepted || a.stopped || a.err == ENOSPC) && a.log_len)
		send_log(r->program, a.log, a.log_len);
	load_answer_clear(&a);
}

/* What more loads of the item find out of the verifier's walk, where that is asked. */
static void look_at_walk(struct record *r, const struct judged_object *o,
	const struct judged_item *item, struct expectation *e, struct load_request *request)
{
	const bool accepted =
		r->result.verdict == VERDICT_ACCEPTED && item->variant == VARIANT_PRIVILEGED;
	const bool covers = o->docket->coverage && accepted, traces = o->docket->logs && accepted;
	const bool heats = hot_is_asked(&r->result, o->docket->hot_percent);

	if (!covers && !traces && !heats)
		return;
	request->target_fd = e->target ? open_target(e, o) : 0;
	if (covers)
		cover(r, o, request);
	if (traces)
		trace(r, o, request);
	if (heats)
		hot_count(r, o, request, time_left_ms(o));
	if (request->target_fd)
		close(request->target_fd);
}

/* Load the item and fill in its result; sends the log where there is one to send. */
static void load_item(struct record *r, struct judged_object *o, const struct judged_item *item,
	struct expectation *e, struct load_answer *together)
{
	const struct loader *loader = &o->entry->loader;
	const struct configure configure = settings_configure(o);
	struct program_result *p = &r->result;
	struct load_answer a;
	uint32_t left_out;
	const char *warnings;
	struct load_request request = {
		.bytes = o->bytes,
		.len = o->len,
		.path = o->entry->path,
		.program = item->index,
		.auxiliary = o->auxiliary[item->variant],
		.unprivileged = item->variant == VARIANT_UNPRIVILEGED,
		.prog_flags = item_flags(o, e, &left_out),
		.dropped = e->dropped | loader->dropped,
		.configure = &configure,
		.kconfig = o->settings.kconfig,
		.references = o->references,
		.mended = &o->mended,
		.probed = o->probed == item->index + 1 || (!e->dropped && o->probed),
		.names_path = find_btf_file(e, o, e->btf_func_path),
		.wants_xlated = e->xlated.count > 0,
		.runs = e->runs,
		.linear_size = e->linear_size,
	};

	const int lack = settings_lack(o, item->index, &warnings);
	int err = lack ? -lack : load_alone(&a, o, item, e, &request, together);
	o->probed = item->index + 1;
	if (err) {
		reason_judge(p, NULL, -err, lack ? warnings : libbpf_warnings());
		help_unopened(p);
		compare(p, e, NULL);
		if (lack && p->verdict != e->expected)
			settings_help_lack(p, o, item->index);
	} else {
		answer_judge(r, &a, e, item, o, &request);
		load_answer_clear(&a);
		capabilities_help(p, &request, e, o->timeout_ms);
		look_at_walk(r, o, item, e, &request);
	}
	configured_report_left_out(p, left_out);
	if (!e->runs && p->verdict == VERDICT_ACCEPTED)
		configured_report_idle(p, o->settings.idle);
}

struct expectation *item_expectation(struct judged_object *o, struct judged_item *item)
{
	if (item->expectation)
		return item->expectation;
	item->expectation = calloc(1, sizeof(*item->expectation));
	if (!item->expectation)
		_exit(1); /* PID 1 finds out whether memory ran out */
	expected_read(item->expectation, o, item);
	return item->expectation;
}

void item_begin(struct record *r, struct judged_object *o, size_t at)
{
	o->begun_ms = uptime_ms();
	record_init(r, RECORD_BEGIN);
	r->object = 0;
	r->program = (int64_t)at;
	describe(&r->result, &o->items[at]);
	send_begin(r);
}

void item_judge(struct record *r, struct judged_object *o, size_t at, struct load_answer *together)
{
	struct judged_item *item = &o->items[at];
	/* before the expectation is read: its conditions are probed as this variant */
	const int disabled =
		item->variant == VARIANT_UNPRIVILEGED ? 0 : features_unprivileged_disabled();
	const int err = disabled >= 0 ? privilege_set_bpf_disabled(disabled) : 0;
	struct expectation *e = item_expectation(o, item);

	r->result.expected = e->expected;
	if (e->description)
		text_set(r->result.description, e->description);
	if (e->expected == VERDICT_SKIPPED)
		fill_skipped(&r->result, e);
	else if (err && item->variant == VARIANT_UNPRIVILEGED)
		fill_disallowed(&r->result, -err);
	else
		load_item(r, o, item, e, together);
	alternatives_settle(o, item, &r->result);
	r->kind = RECORD_PROGRAM;
	free(e);
	item->expectation = NULL;
}

void judge_item(struct judged_object *o, size_t at, struct program_result *ret)
{
	struct record r;

	item_begin(&r, o, at);
	item_judge(&r, o, at, NULL);
	/*
	 * While this item is the current one, what the kernel reports as it frees the program is
	 * attributed to it.
	 */
	if (o->count == 1)
		o->all_freed = deferred_free_wait(watch_saw_sleepable());
	send_record(&r);
	if (ret)
		*ret = r.result;
}
