// SPDX-License-Identifier: GPL-2.0-only
#include "expect/expect.h"
#include "probe/needs.h"
#include "verdict/loader.h"
#include "verdict/nearest.h"
#include "verdict/reasons.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/*
 * tools/testing/selftests/bpf/test_loader.c: any value does, since none can be foretold of a
 * pointer
 */
#define POINTER_VALUE 0xbadcafe
#define TEST_DATA_LEN 64

/* What the annotations say of one way of judging it. */
struct way {
	enum verdict expected;
	const char *reason;
	struct messages log, xlated, jited, streams[EXPECT_STREAMS];
	bool runs, any_retval;
	int32_t retval;
	uint64_t caps; /* kept all the same */
};

/* A program's annotations, as they are read. */
struct reading {
	struct expectation e; /* what is of all ways, and the first problem */
	struct way ways[VARIANTS];
	bool arch_named, arch_ours; /* it is for any of the architectures that it names */
	bool arch_last;		    /* the last that it named is this one */
	const char *load_mode;
};

static void problem(struct expectation *e, const char *what, const char *tag)
{
	char clean[160];

	text_set(clean, tag);
	if (!*e->problem)
		snprintf(e->problem, sizeof(e->problem), "%s: \"%s\"", what, clean);
}

/* The same with the words that it was most likely meant to be, "; did you mean …?". */
static void problem_near(
	struct expectation *e, const char *what, const char *tag, const char *question)
{
	const bool first = !*e->problem;

	problem(e, what, tag);
	const size_t len = strlen(e->problem);
	if (first)
		snprintf(e->problem + len, sizeof(e->problem) - len, "%s", question);
}

/* A tag that may stand once; false, and a problem, where @ret has it already. */
static bool once(struct expectation *e, const char **ret, const struct tag *t)
{
	if (*ret)
		problem(e, "written twice", t->whole);
	else
		*ret = t->value;
	return *ret == t->value;
}

static void not_understood(struct reading *r, const struct tag *t)
{
	problem(&r->e, "annotation not understood", t->whole);
}

/* A text that may stand once and has to say something. */
static void take_text(struct reading *r, const char **ret, const struct tag *t)
{
	if (!*t->value)
		not_understood(r, t);
	else
		once(&r->e, ret, t);
}

static void push(struct reading *r, struct messages *list, struct message m, const struct tag *t)
{
	/*
	 * "" is anywhere; the selftests' unprivileged say so that they do not inherit what the
	 * privileged look for
	 */
	const bool empty = !*m.text && (m.absent || list != &r->ways[VARIANT_UNPRIVILEGED].log);
	const char *why = empty ? "an empty message" : message_unsound(m.text);

	if (why)
		problem(&r->e, why, t->whole);
	else if (list->count == MESSAGES_MAX)
		problem(&r->e, "more messages than are looked for", t->whole);
	else
		list->at[list->count++] = m;
}

static void take_verdict(struct reading *r, struct way *w, const struct tag *t, enum verdict v)
{
	if (w->expected && w->expected != v)
		problem(&r->e, "contradicts another annotation", t->whole);
	if (*t->value)
		not_understood(r, t);
	w->expected = v;
}

static void take_success(struct reading *r, struct way *w, const struct tag *t)
{
	take_verdict(r, w, t, VERDICT_ACCEPTED);
}

static void take_failure(struct reading *r, struct way *w, const struct tag *t)
{
	take_verdict(r, w, t, VERDICT_REJECTED);
}

static void take_unloadable(struct reading *r, struct way *w, const struct tag *t)
{
	take_verdict(r, w, t, VERDICT_UNLOADABLE);
}

static void take_msg(struct reading *r, struct way *w, const struct tag *t)
{
	push(r, &w->log, (struct message){.text = t->value}, t);
}

static void take_not_msg(struct reading *r, struct way *w, const struct tag *t)
{
	push(r, &w->log, (struct message){.text = t->value, .absent = true}, t);
}

/* Each on the line behind the one before, but for "...": the next one on any. */
static void take_line(struct reading *r, struct messages *list, const struct tag *t)
{
	if (strcmp(t->value, "...") == 0) {
		list->loose = true;
		return;
	}
	push(r, list, (struct message){.text = t->value, .next_line = !list->loose}, t);
	list->loose = false;
}

static void take_xlated(struct reading *r, struct way *w, const struct tag *t)
{
	take_line(r, &w->xlated, t);
}

static void take_jited(struct reading *r, struct way *w, const struct tag *t)
{
	if (!r->arch_named)
		problem(&r->e, "machine code without its architecture", t->whole);
	else if (r->arch_last)
		take_line(r, &w->jited, t);
}

static void take_stdout(struct reading *r, struct way *w, const struct tag *t)
{
	take_line(r, &w->streams[EXPECT_STDOUT], t);
}

static void take_stderr(struct reading *r, struct way *w, const struct tag *t)
{
	take_line(r, &w->streams[EXPECT_STDERR], t);
}

/* Decimal, or hexadecimal behind 0x, as an int; false where it is none. */
static bool parse_int(const char *text, int32_t *ret)
{
	const bool hex = strncmp(text, "0x", 2) == 0;
	char *end;

	errno = 0;
	long n = strtol(text, &end, hex ? 16 : 10);
	if (!*text || isspace((unsigned char)*text) || *end || errno || n < INT_MIN || n > UINT_MAX)
		return false;
	*ret = (int32_t)n;
	return true;
}

static void take_retval(struct reading *r, struct way *w, const struct tag *t)
{
	static const struct {
		const char *name;
		int32_t value;
	} names[] = {{"INT_MIN", INT_MIN}, {"_INT_MIN", INT_MIN}, {"POINTER_VALUE", POINTER_VALUE},
		{"TEST_DATA_LEN", TEST_DATA_LEN}};
	int32_t value;
	size_t i = 0;

	while (i < ARRAY_SIZE(names) && strcmp(names[i].name, t->value) != 0)
		i++;
	if (i < ARRAY_SIZE(names))
		value = names[i].value;
	else if (!parse_int(t->value, &value))
		problem(&r->e, "not a number that a program can return", t->whole);
	if (*r->e.problem)
		return;
	if (w->runs && w->retval != value)
		problem(&r->e, "contradicts another annotation", t->whole);
	w->runs = true;
	w->retval = value;
	/* as the header of the selftests writes it, and its name; not whoever means that number */
	w->any_retval = value == POINTER_VALUE &&
			isdigit((unsigned char)t->value[strlen(t->value) - 1]) == 0;
}

static void take_auxiliary(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	if (*t->value)
		not_understood(r, t);
	r->e.skipped = REASON_ANNOTATED;
}

static void take_reason(struct reading *r, struct way *w, const struct tag *t)
{
	char question[128];

	if (!reason_is_expectable(t->value))
		problem_near(&r->e, "no such reason", t->whole,
			reason_question(question, sizeof(question), t->value));
	else if (w->reason && strcmp(w->reason, t->value) != 0)
		problem(&r->e, "contradicts another annotation", t->whole);
	w->reason = t->value;
}

static const char no_capability[] = "a capability that is none of " LOADER_CAPABILITIES;

static void take_caps(struct reading *r, struct way *w, const struct tag *t)
{
	uint64_t bits = loader_capabilities(t->value);
	char question[96];

	(void)w;
	if (!bits)
		problem_near(&r->e, no_capability, t->whole,
			loader_capability_question(question, sizeof(question), t->value));
	else if (once(&r->e, &r->e.caps, t))
		r->e.dropped = ~bits;
}

static void take_caps_unpriv(struct reading *r, struct way *w, const struct tag *t)
{
	uint64_t bits = loader_capabilities(t->value);

	if (!bits)
		problem(&r->e, no_capability, t->whole);
	w->caps |= bits;
}

static void take_arch(struct reading *r, struct way *w, const struct tag *t)
{
	static const struct {
		const char *tag, *machine;
	} arches[] = {
		{"ARM64", "aarch64"},
		{"LOONGARCH", "loongarch64"},
		{"RISCV64", "riscv64"},
		{"s390x", "s390x"},
		{"X86_64", "x86_64"},
	};
	struct utsname u;

	(void)w;
	uname(&u);
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (strcmp(arches[i].tag, t->value) == 0) {
			r->arch_named = true;
			r->arch_last = strcmp(arches[i].machine, u.machine) == 0;
			r->arch_ours |= r->arch_last;
			return;
		}
	not_understood(r, t);
}

static void take_log_level(struct reading *r, struct way *w, const struct tag *t)
{
	struct expectation *e = &r->e;
	char *end;
	unsigned long level = strtoul(t->value, &end, 0);

	(void)w;
	if (!isdigit((unsigned char)*t->value) || *end || !level || level > 7)
		problem(e, "not a level of BPF_PROG_LOAD's log (1, 2; 4 for statistics)", t->whole);
	else if (e->log_level && e->log_level != level)
		problem(e, "contradicts another annotation", t->whole);
	else
		e->log_level = (uint32_t)level;
}

/* A name or a number; "!" before it: not that one, whoever else sets it. */
static void take_flags(struct reading *r, struct way *w, const struct tag *t)
{
	const bool clear = *t->value == '!';
	const char *name = t->value + clear;
	uint32_t flag = loader_flag(name);
	int32_t number = 0;
	char question[128];

	(void)w;
	if (!flag && !parse_int(name, &number)) {
		problem_near(&r->e, "no such flag of BPF_PROG_LOAD", t->whole,
			loader_flag_question(question, sizeof(question), name));
		return;
	}
	flag |= (uint32_t)number;
	*(clear ? &r->e.no_flags : &r->e.flags) |= flag;
	*(clear ? &r->e.flags : &r->e.no_flags) &= ~flag;
}

static void take_load_mode(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	if (strcmp(t->value, "jited") != 0 && strcmp(t->value, "no_jited") != 0)
		not_understood(r, t);
	else
		once(&r->e, &r->load_mode, t);
}

static void take_linear_size(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	if (!parse_int(t->value, &r->e.linear_size) || r->e.linear_size <= 0)
		problem(&r->e, "not a size", t->whole);
}

static void take_btf_path(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	take_text(r, &r->e.btf_path, t);
}

static void take_btf_func_path(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	take_text(r, &r->e.btf_func_path, t);
}

static void take_description(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	r->e.description = t->value;
}

static void take_shows(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	take_text(r, &r->e.shows, t);
}

static void take_from(struct reading *r, struct way *w, const struct tag *t)
{
	struct kernel_version from;

	(void)w;
	if (version_parse(&from, t->value))
		not_understood(r, t);
	else
		once(&r->e, &r->e.from, t);
}

static void take_target(struct reading *r, struct way *w, const struct tag *t)
{
	(void)w;
	if (!strchr(t->value, ':'))
		not_understood(r, t);
	else
		once(&r->e, &r->e.target, t);
}

/*
 * Every annotation that there is.  One that is of a way of judging stands once for each, the
 * unprivileged with "_unpriv" behind its name; written so it asks for that way.  What is of the
 * program is so for all of its cases.
 */
/* clang-format off */
static const struct row {
	const char *name;
	void (*take)(struct reading *r, struct way *w, const struct tag *t);
	bool of_way, asks, of_program;
} rows[] = {
	{"bpfjury_caps", take_caps, false, false, true},
	{"bpfjury_expect_unloadable", take_unloadable, false, true, false},
	{"bpfjury_from", take_from, false, false, true},
	{"bpfjury_reason", take_reason, true, true, false},
	{"bpfjury_shows", take_shows, false, false, true},
	{"bpfjury_target", take_target, false, false, true},
	{"load_mode", take_load_mode, false, false, true},
	{"test_arch", take_arch, false, false, false},
	{"test_auxiliary", take_auxiliary, true, true, true},
	{"test_btf_func_path", take_btf_func_path, false, false, true},
	{"test_btf_path", take_btf_path, false, false, true},
	{"test_caps_unpriv", take_caps_unpriv, false, true, true},
	{"test_description", take_description, false, false, true},
	{"test_expect_failure", take_failure, true, true, false},
	{"test_expect_msg", take_msg, true, true, false},
	{"test_expect_not_msg", take_not_msg, true, true, false},
	{"test_expect_stderr", take_stderr, true, false, false},
	{"test_expect_stdout", take_stdout, true, false, false},
	{"test_expect_success", take_success, true, true, false},
	{"test_expect_xlated", take_xlated, true, true, false},
	{"test_jited", take_jited, true, true, false},
	{"test_linear_size", take_linear_size, false, false, true},
	{"test_log_level", take_log_level, false, false, false},
	{"test_prog_flags", take_flags, false, false, false},
	{"test_retval", take_retval, true, true, false},
};
/* clang-format on */

/* The row for @t and which way it is of; NULL where there is none. */
static const struct row *row_of(const struct tag *t, enum variant *ret_way)
{
	static const char unpriv[] = "_unpriv";
	const size_t n = sizeof(unpriv) - 1;
	const bool is_unpriv =
		t->name_len > n && strncmp(t->name + t->name_len - n, unpriv, n) == 0;

	*ret_way = is_unpriv ? VARIANT_UNPRIVILEGED : VARIANT_PRIVILEGED;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const size_t len = strlen(rows[i].name);
		if (strncmp(rows[i].name, t->name, len) == 0 &&
			(t->name_len == len ||
				(rows[i].of_way && is_unpriv && t->name_len == len + n)))
			return &rows[i];
	}
	return NULL;
}

static void no_such_annotation(struct reading *r, const struct tag *t)
{
	const char *names[ARRAY_SIZE(rows)];
	char name[64], question[128];

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		names[i] = rows[i].name;
	snprintf(name, sizeof(name), "%.*s",
		t->name_len < sizeof(name) ? (int)t->name_len : (int)sizeof(name) - 1, t->name);
	problem_near(&r->e, "annotation not understood", t->whole,
		nearest_question(question, sizeof(question), name, names, ARRAY_SIZE(names)));
}

/* One tag that is none of a case's conditions. */
static void take(struct reading *r, const struct tag *t)
{
	enum variant way;
	const struct row *row = row_of(t, &way);

	if (row)
		row->take(r, &r->ways[way], t);
	else
		no_such_annotation(r, t);
}

/* What is of the program and not of the case that it is written in. */
static bool is_of_program(const struct tag *t)
{
	enum variant way;
	const struct row *row = row_of(t, &way);

	return row && row->of_program;
}

/* Each case by itself is well written, whether or not it comes to count. */
static void check_cases(struct expectation *e, const struct tag *tags, size_t count)
{
	const char *about, *what = cases_unsound(tags, count, &about);
	char question[128];
	struct reading *read = calloc(1, sizeof(*read));
	struct expect_case c;

	const char *needs = what ? strstr(about, "bpfjury_needs=") : NULL;
	if (what)
		problem_near(e, what, about,
			needs ? needs_nearest(question, sizeof(question), strchr(needs, '=') + 1)
			      : "");
	if (!read)
		problem(e, "no memory to read the annotations", "");
	for (size_t at = 0; read && cases_next(&c, tags, count, &at);) {
		const char *reason = NULL;
		memset(read, 0, sizeof(*read));
		for (size_t i = 0; i < c.count; i++) {
			if (!cases_is_condition(&c.tags[i]))
				take(read, &c.tags[i]);
			if (tag_is(&c.tags[i], "bpfjury_reason") ||
				tag_is(&c.tags[i], "bpfjury_reason_unpriv"))
				reason = c.tags[i].whole;
		}
		if (*read->e.problem && !*e->problem)
			text_set(e->problem, read->e.problem);
		for (enum variant v = 0; v < VARIANTS; v++) {
			const struct way *w = &read->ways[v],
					 *first = &read->ways[VARIANT_PRIVILEGED];
			const enum verdict expected = w->expected ? w->expected : first->expected;
			if (w->reason && expected != VERDICT_REJECTED &&
				expected != VERDICT_UNLOADABLE)
				problem(e, "a reason for what is accepted", reason);
			if ((w->xlated.count || w->jited.count || w->streams[EXPECT_STDOUT].count ||
				    w->streams[EXPECT_STDERR].count) &&
				expected && expected != VERDICT_ACCEPTED)
				problem(e, "code or output of what is refused",
					"test_expect_xlated, test_jited, test_expect_stdout, test_expect_stderr");
			const struct way *last = &read->ways[VARIANT_UNPRIVILEGED];
			const bool inherited =
				w == first && last->expected == VERDICT_ACCEPTED && !last->runs;
			if (w->runs && expected && expected != VERDICT_ACCEPTED && !inherited)
				problem(e, "a return value of what is refused, which is not run",
					"test_retval");
			if ((w->streams[EXPECT_STDOUT].count || w->streams[EXPECT_STDERR].count) &&
				!w->runs && !first->runs)
				problem(e, "printed by what is not run",
					"test_expect_stdout, test_expect_stderr");
		}
	}
	free(read);
}

/* The capabilities that it is judged without, that way. */
static uint64_t dropped_by(const struct reading *r, enum variant variant)
{
	const uint64_t unprivileged = 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_NET_ADMIN |
				      1ULL << CAP_PERFMON | 1ULL << CAP_BPF;

	return variant == VARIANT_UNPRIVILEGED
		       ? (r->e.dropped | unprivileged) & ~r->ways[variant].caps
		       : r->e.dropped;
}

/* Takes what the case that counts says; false where there is none. */
static bool choose_case(struct reading *r, const struct tag *tags, size_t count,
	enum variant variant, const struct expect_kernel *kernel)
{
	struct expect_case c;
	char why[256] = "";

	for (size_t at = 0; cases_next(&c, tags, count, &at);) {
		int holds = cases_holds(&c, kernel, dropped_by(r, variant), why, sizeof(why));
		text_set(r->e.why, why);
		if (holds < 0 && !*r->e.problem)
			text_set(r->e.problem, why);
		if (holds < 0)
			return true;
		if (!holds)
			continue;
		*r->e.why = '\0';
		for (size_t i = 0; i < c.count; i++)
			if (!cases_is_condition(&c.tags[i]))
				take(r, &c.tags[i]);
		return true;
	}
	return false;
}

static void inherit(struct messages *list, const struct messages *from)
{
	if (!list->count)
		*list = *from;
}

/*
 * What @variant does not say of itself it has from the privileged one: test_loader.c,
 * parse_test_spec().
 */
static void settle(struct reading *r, enum variant variant)
{
	const struct way *first = &r->ways[VARIANT_PRIVILEGED];
	struct way *w = &r->ways[variant];
	struct expectation *e = &r->e;

	/* a reason is that of the verdict it is written with */
	if (!w->expected) {
		w->expected = first->expected;
		w->reason = w->reason ? w->reason : first->reason;
	}
	inherit(&w->log, &first->log);
	inherit(&w->xlated, &first->xlated);
	inherit(&w->jited, &first->jited);
	for (int i = 0; i < EXPECT_STREAMS; i++)
		inherit(&w->streams[i], &first->streams[i]);
	if (!w->runs) {
		w->runs = first->runs;
		w->retval = first->retval;
		w->any_retval = first->any_retval;
	}
	e->expected = w->expected ? w->expected : VERDICT_ACCEPTED;
	e->reason = w->reason;
	e->log = w->log;
	e->xlated = w->xlated;
	e->jited = w->jited;
	memcpy(e->streams, w->streams, sizeof(e->streams));
	/* as test_loader.c's should_do_test_run() has it */
	e->runs = w->runs && e->expected == VERDICT_ACCEPTED;
	e->retval = w->retval;
	e->any_retval = w->any_retval;
	e->dropped = dropped_by(r, variant);
	if (variant == VARIANT_UNPRIVILEGED)
		e->caps = NULL; /* it is not with these alone */
}

/* Left out whatever its cases say. */
static void skip(struct reading *r, bool jit)
{
	struct expectation *e = &r->e;

	if (e->skipped) {
		snprintf(e->why, sizeof(e->why),
			"auxiliary: loaded along with the others of its object");
	} else if (r->arch_named && !r->arch_ours) {
		e->skipped = REASON_ANNOTATED;
		snprintf(e->why, sizeof(e->why), "for another architecture");
	} else if (r->load_mode && jit != (strcmp(r->load_mode, "jited") == 0)) {
		e->skipped = REASON_ANNOTATED;
		snprintf(e->why, sizeof(e->why), "for a kernel %s a JIT", jit ? "without" : "with");
	}
}

static void read_program(struct reading *r, struct tag *tags, size_t count, enum variant variant,
	const struct expect_kernel *kernel)
{
	struct expectation *e = &r->e;
	size_t rest = 0;

	for (size_t i = 0; i < count; i++) {
		if (is_of_program(&tags[i]))
			take(r, &tags[i]);
		else
			tags[rest++] = tags[i];
	}
	check_cases(e, tags, rest);
	for (size_t i = 0; i < rest; i++)
		if (tag_is(&tags[i], "test_arch"))
			take(r, &tags[i]); /* which of them it is for; read again with its case */
	skip(r, !kernel || kernel->jit);
	if (*e->problem)
		e->skipped = REASON_NONE; /* which would hide it */
	if (!e->skipped && !choose_case(r, tags, rest, variant, kernel) && !*e->problem)
		e->skipped = REASON_NOT_FOR_KERNEL; /* with a problem it may well be for it, were it
						  written right */
}

void expect_ways(struct expect_ways *ret, const struct btf *btf, const char *program)
{
	struct tag *tags = calloc(TAGS_MAX, sizeof(*tags));
	const char *ignored[2];
	size_t count = tags ? tags_read(tags, TAGS_MAX, btf, program, &ignored[0], &ignored[1]) : 0;
	bool auxiliary = false;
	enum variant way;

	*ret = (struct expect_ways){0};
	for (size_t i = 0; i < count; i++) {
		const struct row *row = row_of(&tags[i], &way);
		if (row && row->asks)
			ret->judged |= 1U << way;
		auxiliary |= row && row->take == take_auxiliary;
		ret->runs |= row && row->take == take_retval;
	}
	free(tags);
	if (!ret->judged)
		ret->judged = 1U << VARIANT_PRIVILEGED;
	/* of the ways in which it is loaded at all, see parse_test_spec() */
	if (auxiliary)
		ret->along = ret->judged;
}

void expect_read(struct expectation *ret, const struct btf *btf, const char *program,
	enum variant variant, const struct expect_kernel *kernel)
{
	struct tag *tags = calloc(TAGS_MAX, sizeof(*tags));
	struct reading *r = calloc(1, sizeof(*r));
	const char *what, *about;

	*ret = (struct expectation){.expected = VERDICT_ACCEPTED};
	if (!tags || !r) {
		snprintf(ret->problem, sizeof(ret->problem), "no memory to read the annotations");
		free(tags);
		free(r);
		return;
	}
	size_t count = tags_read(tags, TAGS_MAX, btf, program, &what, &about);
	if (what)
		problem(&r->e, what, about);
	read_program(r, tags, count, variant, kernel);
	settle(r, variant);
	if (r->e.skipped)
		r->e.expected = VERDICT_SKIPPED;
	*ret = r->e;
	free(tags);
	free(r);
}
