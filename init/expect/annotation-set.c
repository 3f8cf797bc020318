// SPDX-License-Identifier: GPL-2.0-only
#include "expect/annotation-set.h"
#include "expect/annotation-values.h"
#include "expect/problem.h"
#include "verdict/loader-words.h"
#include "verdict/version.h"

#include <string.h>

static const char contradiction[] = "contradicts another annotation";

static void not_understood(struct reading *r, const struct tag *t)
{
	problem_set(&r->common, "annotation not understood", t->whole);
}

/* For an annotation that may be written once.  False, with a problem: *@ret is set already. */
static bool set_once(struct reading *r, const char **ret, const struct tag *t)
{
	if (*ret) {
		problem_set(&r->common, "written twice", t->whole);
		return false;
	}
	*ret = t->value;
	return true;
}

/* The same, where the text must not be empty. */
static void set_text(struct reading *r, const char **ret, const struct tag *t)
{
	if (!*t->value)
		not_understood(r, t);
	else
		set_once(r, ret, t);
}

static void add_message(
	struct reading *r, struct messages *list, struct message m, const struct tag *t)
{
	/*
	 * Every text contains "".  The selftests use __msg_unpriv("") so that the unprivileged
	 * variant does not inherit the messages of the privileged one.
	 */
	const bool empty = !*m.text && (m.absent || list != &r->variants[VARIANT_UNPRIVILEGED].log);
	const char *why = empty ? "an empty message" : message_unsound(m.text);

	if (why)
		problem_set(&r->common, why, t->whole);
	else if (list->count == MESSAGES_MAX)
		problem_set(&r->common, "too many messages", t->whole);
	else
		list->at[list->count++] = m;
}

/* Each line must follow the one before it directly; after "..." the next may be any later line. */
static void add_line(struct reading *r, struct messages *list, const struct tag *t)
{
	if (strcmp(t->value, "...") == 0) {
		list->loose = true;
		return;
	}
	add_message(r, list, (struct message){.text = t->value, .next_line = !list->loose}, t);
	list->loose = false;
}

static void set_verdict(
	struct reading *r, struct variant_reading *v, const struct tag *t, enum verdict verdict)
{
	if (v->expected && v->expected != verdict)
		problem_set(&r->common, contradiction, t->whole);
	if (*t->value)
		not_understood(r, t);
	v->expected = verdict;
}

void annotation_set_success(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	set_verdict(r, v, t, VERDICT_ACCEPTED);
}

void annotation_set_failure(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	set_verdict(r, v, t, VERDICT_REJECTED);
}

void annotation_set_unloadable(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	set_verdict(r, v, t, VERDICT_UNLOADABLE);
}

void annotation_set_msg(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	add_message(r, &v->log, (struct message){.text = t->value}, t);
}

void annotation_set_not_msg(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	add_message(r, &v->log, (struct message){.text = t->value, .absent = true}, t);
}

void annotation_set_xlated(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	add_line(r, &v->xlated, t);
}

void annotation_set_jited(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	if (!r->arch_named)
		problem_set(&r->common, "machine code without its architecture", t->whole);
	else if (r->arch_last)
		add_line(r, &v->jited, t);
}

void annotation_set_stdout(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	add_line(r, &v->streams[EXPECT_STDOUT], t);
}

void annotation_set_stderr(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	add_line(r, &v->streams[EXPECT_STDERR], t);
}

void annotation_set_retval(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	int32_t value = 0;
	bool any = false;

	if (!value_retval(&value, &any, t->value))
		problem_set(&r->common, "not a number that a program can return", t->whole);
	if (*r->common.problem)
		return;
	if (v->runs && v->retval != value)
		problem_set(&r->common, contradiction, t->whole);
	v->runs = true;
	v->retval = value;
	v->any_retval = any;
}

void annotation_set_auxiliary(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	if (*t->value)
		not_understood(r, t);
	r->common.skipped = REASON_ANNOTATED;
}

void annotation_set_reason(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	char question[128];

	if (!reason_is_expectable(t->value))
		problem_ask(&r->common, "no such reason", t->whole,
			reason_question(question, sizeof(question), t->value));
	else if (v->reason && strcmp(v->reason, t->value) != 0)
		problem_set(&r->common, contradiction, t->whole);
	v->reason = t->value;
}

static const char no_capability[] = "a capability that is none of " LOADER_CAPABILITIES;

void annotation_set_caps(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	uint64_t bits = loader_capabilities(t->value);
	char question[96];

	(void)v;
	if (!bits)
		problem_ask(&r->common, no_capability, t->whole,
			loader_capability_question(question, sizeof(question), t->value));
	else if (set_once(r, &r->common.caps, t))
		r->common.dropped = ~bits;
}

void annotation_set_caps_unpriv(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	uint64_t bits = loader_capabilities(t->value);

	if (!bits)
		problem_set(&r->common, no_capability, t->whole);
	v->kept |= bits;
}

void annotation_set_arch(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	if (!value_arch(&r->arch_last, t->value)) {
		not_understood(r, t);
		return;
	}
	r->arch_named = true;
	r->arch_ours |= r->arch_last;
}

void annotation_set_log_level(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	struct expectation *e = &r->common;
	uint32_t level;

	(void)v;
	if (!value_log_level(&level, t->value))
		problem_set(
			e, "not a level of BPF_PROG_LOAD's log (1, 2; 4 for statistics)", t->whole);
	else if (e->log_level && e->log_level != level)
		problem_set(e, contradiction, t->whole);
	else
		e->log_level = level;
}

/* A name or a number.  "!" before it clears the flag, whatever else sets it. */
void annotation_set_flags(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	const bool clear = *t->value == '!';
	const char *name = t->value + clear;
	uint32_t flag = loader_flag(name);
	int32_t number = 0;
	char question[128];

	(void)v;
	if (!flag && !value_int(&number, name)) {
		problem_ask(&r->common, "no such flag of BPF_PROG_LOAD", t->whole,
			loader_flag_question(question, sizeof(question), name));
		return;
	}
	flag |= (uint32_t)number;
	*(clear ? &r->common.no_flags : &r->common.flags) |= flag;
	*(clear ? &r->common.flags : &r->common.no_flags) &= ~flag;
}

void annotation_set_load_mode(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	if (strcmp(t->value, "jited") != 0 && strcmp(t->value, "no_jited") != 0)
		not_understood(r, t);
	else
		set_once(r, &r->load_mode, t);
}

void annotation_set_linear_size(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	if (!value_int(&r->common.linear_size, t->value) || r->common.linear_size <= 0)
		problem_set(&r->common, "not a size", t->whole);
}

void annotation_set_btf_path(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	set_text(r, &r->common.btf_path, t);
}

void annotation_set_btf_func_path(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	set_text(r, &r->common.btf_func_path, t);
}

void annotation_set_description(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	r->common.description = t->value;
}

void annotation_set_shows(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	set_text(r, &r->common.shows, t);
}

void annotation_set_from(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	struct kernel_version from;

	(void)v;
	if (version_parse(&from, t->value))
		not_understood(r, t);
	else
		set_once(r, &r->common.from, t);
}

void annotation_set_target(struct reading *r, struct variant_reading *v, const struct tag *t)
{
	(void)v;
	if (!strchr(t->value, ':'))
		not_understood(r, t);
	else
		set_once(r, &r->common.target, t);
}
