// SPDX-License-Identifier: GPL-2.0-only
#include "expect.h"
#include "verdict/text.h"

#include <ctype.h>
#include <regex.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof(*(a)))

/* One tag taken apart. */
struct tag {
	const char *whole; /* as it stands in the BTF */
	const char *name, *value;
	size_t name_len;
	unsigned long order; /* its counter, else its place */
	unsigned long place; /* among the program's tags */
};

/* The architectures that a program's tags name: it is for any of them. */
struct arches {
	bool named, ours;
};

static const char *skip_counter(const char *s, char end, unsigned long *order)
{
	char *after;

	if (!isdigit((unsigned char)*s))
		return s;
	unsigned long n = strtoul(s, &after, 10);
	if (*after != end)
		return s;
	*order = n;
	return after + 1;
}

static bool name_is(const struct tag *t, const char *name)
{
	return strlen(name) == t->name_len && strncmp(t->name, name, t->name_len) == 0;
}

/* False for tags that are not test annotations at all ("exception_callback:…"). */
static bool tag_parse(struct tag *t, const char *text, unsigned long place)
{
	static const char mark[] = EXPECT_MARK;

	if (strncmp(text, mark, sizeof(mark) - 1) != 0)
		return false;
	*t = (struct tag){.whole = text, .order = place, .place = place};
	t->name = skip_counter(text + sizeof(mark) - 1, ':', &t->order);
	t->name_len = strcspn(t->name, "=");
	t->value = t->name[t->name_len] ? t->name + t->name_len + 1 : "";
	/* only messages carry 6.12's counter: other values may well be "1=…" of their own, and so may a message
	 * behind 7.x's counter */
	if (name_is(t, "test_expect_msg") && t->name == text + sizeof(mark) - 1)
		t->value = skip_counter(t->value, '=', &t->order);
	return true;
}

static void problem(struct expectation *e, const char *what, const char *tag)
{
	char clean[160];

	text_set(clean, tag);
	if (!*e->problem)
		snprintf(e->problem, sizeof(e->problem), "%s: \"%s\"", what, clean);
}

static void expect_verdict(struct expectation *e, enum verdict v, const struct tag *t)
{
	if (e->expected && e->expected != v && e->expected != VERDICT_SKIPPED)
		problem(e, "contradicts another annotation", t->whole);
	if (e->expected != VERDICT_SKIPPED)
		e->expected = v;
}

static void expect_arch(struct expectation *e, struct arches *a, const struct tag *t)
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

	uname(&u);
	for (size_t i = 0; i < ARRAY_SIZE(arches); i++)
		if (strcmp(arches[i].tag, t->value) == 0) {
			a->named = true;
			a->ours |= strcmp(arches[i].machine, u.machine) == 0;
			return;
		}
	problem(e, "annotation not understood", t->whole);
}

static void expect_log_level(struct expectation *e, const struct tag *t)
{
	char *end;
	unsigned long level = strtoul(t->value, &end, 0);

	if (!isdigit((unsigned char)*t->value) || *end || level > 7)
		problem(e, "annotation not understood", t->whole);
	else
		e->log_level = (uint32_t)level;
}

static void take(struct expectation *e, struct arches *a, const struct tag *t)
{

	if (name_is(t, "test_expect_success") && !*t->value)
		expect_verdict(e, VERDICT_ACCEPTED, t);
	else if (name_is(t, "test_expect_failure") && !*t->value)
		expect_verdict(e, VERDICT_REJECTED, t);
	else if (name_is(t, "test_auxiliary") && !*t->value)
		e->expected = VERDICT_SKIPPED;
	else if (name_is(t, "test_expect_msg") && *t->value && e->n_messages < EXPECT_MESSAGES)
		e->messages[e->n_messages++] = t->value;
	else if (name_is(t, "test_description"))
		; /* words for people */
	else if (name_is(t, "test_arch"))
		expect_arch(e, a, t);
	else if (name_is(t, "test_log_level"))
		expect_log_level(e, t);
	else
		problem(e, "annotation not understood", t->whole);
}

static int by_order(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void expect_read(struct expectation *ret, const struct btf *btf, const char *program)
{
	int id = btf ? btf__find_by_name_kind(btf, program, BTF_KIND_FUNC) : -1;
	struct tag tags[EXPECT_MESSAGES];
	struct arches arches = {0};
	size_t count = 0;

	*ret = (struct expectation){0};
	for (__u32 i = 1; id >= 0 && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		if (!btf_is_decl_tag(t) || (int)t->type != id || btf_decl_tag(t)->component_idx != -1)
			continue;
		const char *text = btf__name_by_offset(btf, t->name_off);
		struct tag tag;
		if (!text || !tag_parse(&tag, text, count))
			continue;
		if (count == ARRAY_SIZE(tags)) {
			problem(ret, "more annotations than are read, from", text);
			break;
		}
		tags[count++] = tag;
	}
	qsort(tags, count, sizeof(*tags), by_order);
	for (size_t i = 0; i < count; i++)
		take(ret, &arches, &tags[i]);
	if (arches.named && !arches.ours)
		ret->expected = VERDICT_SKIPPED;
	if (!ret->expected)
		ret->expected = VERDICT_ACCEPTED;
}

static bool is_special(char c)
{
	return strchr("\\^$.[]|()*+?{}", c) != NULL;
}

/* Message → POSIX extended: all literal but for what stands between {{ and }}.  NULL where one is open. */
static char *to_regex(const char *message)
{
	char *out = malloc(2 * strlen(message) + 1), *at = out;

	while (out && *message) {
		if (strncmp(message, "{{", 2) == 0) {
			const char *end = strstr(message, "}}");
			if (!end) {
				free(out);
				return NULL;
			}
			/* a group of its own, so that an alternative in it ends with it */
			*at++ = '(';
			memcpy(at, message + 2, (size_t)(end - message - 2));
			at += end - message - 2;
			*at++ = ')';
			message = end + 2;
			continue;
		}
		if (is_special(*message))
			*at++ = '\\';
		*at++ = *message++;
	}
	if (out)
		*at = '\0';
	return out;
}

/* Behind the first match of @message in @log; NULL where there is none; -1 in @ret_bad for a bad pattern. */
static const char *find_message(const char *log, const char *message, bool *ret_bad)
{
	regmatch_t at;
	regex_t re;

	if (!strstr(message, "{{")) {
		const char *found = strstr(log, message);
		return found ? found + strlen(message) : NULL;
	}
	char *pattern = to_regex(message);
	*ret_bad = !pattern || regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE) != 0;
	free(pattern);
	if (*ret_bad)
		return NULL;
	bool found = regexec(&re, log, 1, &at, 0) == 0;
	regfree(&re);
	return found ? log + at.rm_eo : NULL;
}

/* The verifier's own words: its log echoes the program's source too, in lines that begin with "; ", and there an
 * annotation would find itself.  malloc'd. */
static char *without_source(const char *log)
{
	char *out = malloc(strlen(log) + 1), *at = out;

	while (out && *log) {
		size_t n = strcspn(log, "\n") + 1;
		if (!log[n - 1])
			n--;
		if (strncmp(log, "; ", 2) != 0) {
			memcpy(at, log, n);
			at += n;
		}
		log += n;
	}
	if (out)
		*at = '\0';
	return out;
}

static enum met find_messages(const struct expectation *e, const char *log, int cut, char *why, size_t why_size)
{
	char clean[256];

	for (size_t i = 0; i < e->n_messages; i++) {
		bool bad = false;
		log = find_message(log, e->messages[i], &bad);
		if (log)
			continue;
		text_set(clean, e->messages[i]);
		snprintf(why, why_size, "%s: \"%s\"",
			bad   ? "expected message is no pattern"
			: cut ? "expected message not in what is left of the log"
			      : "expected message missing",
			clean);
		return bad || cut ? MET_UNTOLD : MET_UNMET;
	}
	return e->n_messages ? MET_MET : MET_NONE;
}

enum met expect_messages(const struct expectation *e, const char *log, int cut, char *why, size_t why_size)
{
	char *words = without_source(log);

	if (!words) {
		snprintf(why, why_size, "no memory to look for messages");
		return e->n_messages ? MET_UNTOLD : MET_NONE;
	}
	enum met met = find_messages(e, words, cut, why, why_size);
	free(words);
	return met;
}
