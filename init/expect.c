// SPDX-License-Identifier: GPL-2.0-only
#include "expect.h"
#include "needs.h"
#include "reason.h"
#include "verdict/text.h"
#include "verdict/version.h"

#include <ctype.h>
#include <linux/capability.h>
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

/* What stands between one bpfjury_otherwise and the next. */
struct expect_case {
	const struct tag *tags;
	size_t count;
	size_t conditions;
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

/* A tag that may stand once; false, and a problem, where @ret has it already. */
static bool once(struct expectation *e, const char **ret, const struct tag *t)
{
	if (*ret)
		problem(e, "written twice", t->whole);
	else
		*ret = t->value;
	return *ret == t->value;
}

static bool pattern_is_sound(const char *message, const char **ret_why);

static void expect_message(struct expectation *e, const struct tag *t)
{
	const char *why = NULL;

	if (!*t->value)
		problem(e, "an empty message", t->whole);
	else if (e->n_messages == EXPECT_MESSAGES)
		problem(e, "more messages than are looked for", t->whole);
	else if (!pattern_is_sound(t->value, &why))
		problem(e, why, t->whole);
	else
		e->messages[e->n_messages++] = t->value;
}

static void expect_verdict(struct expectation *e, enum verdict v, const struct tag *t)
{
	if (e->expected && e->expected != v)
		problem(e, "contradicts another annotation", t->whole);
	e->expected = v;
}

static void expect_reason(struct expectation *e, const struct tag *t)
{
	if (!reason_is_word(t->value))
		problem(e, "no such reason", t->whole);
	else if (e->reason && strcmp(e->reason, t->value) != 0)
		problem(e, "contradicts another annotation", t->whole);
	e->reason = t->value;
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

	if (!isdigit((unsigned char)*t->value) || *end || !level || level > 7)
		problem(e, "not a level of BPF_PROG_LOAD's log (1, 2; 4 for statistics)", t->whole);
	else if (e->log_level && e->log_level != level)
		problem(e, "contradicts another annotation", t->whole);
	else
		e->log_level = (uint32_t)level;
}

/* "CAP_BPF|CAP_NET_ADMIN": those that a kernel looks at when it loads a program, and no others. */
static void expect_caps(struct expectation *e, const struct tag *t)
{
	static const struct {
		const char *name;
		int bit;
	} caps[] = {{"CAP_BPF", CAP_BPF}, {"CAP_NET_ADMIN", CAP_NET_ADMIN}, {"CAP_NET_RAW", CAP_NET_RAW},
		{"CAP_PERFMON", CAP_PERFMON}, {"CAP_SYS_ADMIN", CAP_SYS_ADMIN}, {"CAP_SYS_RESOURCE", CAP_SYS_RESOURCE}};
	uint64_t bits = 0;

	for (const char *at = t->value;; at++) {
		size_t len = strcspn(at, "|"), i = 0;
		while (i < ARRAY_SIZE(caps) && (strlen(caps[i].name) != len || strncmp(caps[i].name, at, len) != 0))
			i++;
		if (i == ARRAY_SIZE(caps)) {
			problem(e,
				"a capability that is none of CAP_BPF, CAP_NET_ADMIN, CAP_NET_RAW, CAP_PERFMON, CAP_SYS_ADMIN, "
				"CAP_SYS_RESOURCE",
				t->whole);
			return;
		}
		bits |= 1ULL << caps[i].bit;
		at += len;
		if (!*at)
			break;
	}
	if (once(e, &e->caps, t))
		e->cap_bits = bits;
}

/* One tag that is none of a case's conditions. */
static void take(struct expectation *e, struct arches *a, const struct tag *t)
{
	struct kernel_version from;

	if (name_is(t, "test_expect_success") && !*t->value)
		expect_verdict(e, VERDICT_ACCEPTED, t);
	else if (name_is(t, "test_expect_failure") && !*t->value)
		expect_verdict(e, VERDICT_REJECTED, t);
	else if (name_is(t, "bpfjury_expect_unloadable") && !*t->value)
		expect_verdict(e, VERDICT_UNLOADABLE, t);
	else if (name_is(t, "bpfjury_reason"))
		expect_reason(e, t);
	else if (name_is(t, "test_auxiliary") && !*t->value)
		e->skipped = "annotated";
	else if (name_is(t, "test_expect_msg"))
		expect_message(e, t);
	else if (name_is(t, "test_description"))
		; /* words for people */
	else if (name_is(t, "bpfjury_shows") && *t->value)
		once(e, &e->shows, t);
	else if (name_is(t, "bpfjury_from") && version_parse(&from, t->value) == 0)
		once(e, &e->from, t);
	else if (name_is(t, "bpfjury_caps"))
		expect_caps(e, t);
	else if (name_is(t, "bpfjury_target") && strchr(t->value, ':'))
		once(e, &e->target, t);
	else if (name_is(t, "test_arch"))
		expect_arch(e, a, t);
	else if (name_is(t, "test_log_level"))
		expect_log_level(e, t);
	else
		problem(e, "annotation not understood", t->whole);
}

static bool is_condition(const struct tag *t)
{
	return name_is(t, "bpfjury_needs") || name_is(t, "bpfjury_since") || name_is(t, "bpfjury_until");
}

static bool is_otherwise(const struct tag *t)
{
	return name_is(t, "bpfjury_otherwise") && !*t->value;
}

/* What is of the program and not of the case that it is written in. */
static bool is_of_program(const struct tag *t)
{
	return name_is(t, "bpfjury_shows") || name_is(t, "bpfjury_from") || name_is(t, "bpfjury_caps") ||
	       name_is(t, "bpfjury_target") || name_is(t, "test_description") || name_is(t, "test_auxiliary") ||
	       name_is(t, "test_arch");
}

/* Whether all of the conditions @c has by release hold for @v. */
static bool releases_hold(const struct expect_case *c, const struct kernel_version *v)
{
	struct version_list list;

	for (size_t i = 0; i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		bool since = name_is(t, "bpfjury_since");
		if ((since || name_is(t, "bpfjury_until")) && version_list_parse(&list, t->value) == 0 &&
			(bool)version_list_has(&list, v) != since)
			return false;
	}
	return true;
}

/* The next case of the @count tags from *@at on; false behind the last. */
static bool next_case(struct expect_case *c, const struct tag *tags, size_t count, size_t *at)
{
	if (*at > count)
		return false;
	*c = (struct expect_case){.tags = tags + *at};
	while (*at + c->count < count && !is_otherwise(&c->tags[c->count]))
		c->count++;
	*at += c->count + 1;
	return true;
}

/* Whether @c may be the one that counts at @v: it holds, and none of the @tags before it whatever else a kernel has. */
static bool may_count(const struct expect_case *c, const struct tag *tags, const struct kernel_version *v)
{
	struct expect_case earlier;
	size_t count = (size_t)(c->tags - tags);

	if (!releases_hold(c, v))
		return false;
	for (size_t at = 0; at < count && next_case(&earlier, tags, count, &at);) {
		bool asks = false;
		for (size_t i = 0; i < earlier.count; i++)
			asks |= name_is(&earlier.tags[i], "bpfjury_needs");
		if (!asks && releases_hold(&earlier, v))
			return false;
	}
	return true;
}

/*
 * Whether there is a release that the case is for, of the @count @tags.  What holds from some release on and not at any
 * of those named, nor at the first of the branch behind one of those, holds nowhere.
 */
static bool some_release_holds(const struct expect_case *c, const struct tag *tags, size_t count)
{
	static const struct kernel_version oldest = {0};
	struct version_list list;

	if (may_count(c, tags, &oldest))
		return true;
	for (size_t i = 0; i < count; i++) {
		if (!is_condition(&tags[i]) || version_list_parse(&list, tags[i].value))
			continue;
		for (size_t j = 0; j < list.count; j++) {
			struct kernel_version v = list.at[j], next = {.major = v.major, .minor = v.minor + 1};
			if (may_count(c, tags, &v) || may_count(c, tags, &next))
				return true;
		}
	}
	return false;
}

/* The first tag of that name in the case, for who has to find it. */
static const char *tag_of(const struct expect_case *c, const char *name)
{
	for (size_t i = 0; i < c->count; i++)
		if (name ? name_is(&c->tags[i], name) : is_condition(&c->tags[i]))
			return c->tags[i].whole;
	return c->tags[0].whole;
}

/* Every condition of @c, of the @count @tags, is one, whether or not it comes to be asked. */
static void check_case(struct expectation *e, struct expect_case *c, const struct tag *tags, size_t count)
{
	struct expectation read = {0};
	struct version_list list;
	struct arches arches = {0};

	for (size_t i = 0; i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		if (!is_condition(t)) {
			take(&read, &arches, t);
			continue;
		}
		c->conditions++;
		if (name_is(t, "bpfjury_needs") ? !needs_is_question(t->value) : version_list_parse(&list, t->value))
			problem(e, "condition not understood", t->whole);
	}
	if (*read.problem && !*e->problem)
		snprintf(e->problem, sizeof(e->problem), "%s", read.problem);
	if (read.reason && read.expected != VERDICT_REJECTED && read.expected != VERDICT_UNLOADABLE)
		problem(e, "a reason for what is accepted", tag_of(c, "bpfjury_reason"));
	if (c->conditions && !some_release_holds(c, tags, count))
		problem(e, "no release meets the conditions of this case, or an earlier one has them all",
			tag_of(c, NULL));
}

/* 1: all conditions hold; 0: one does not, @why says which; -1: it cannot be told, a problem of @e. */
static int case_holds(struct expectation *e, const struct expect_case *c, const struct expect_kernel *kernel)
{
	struct kernel_version version;
	struct version_list list;
	char clean[96], why[96] = "";

	for (size_t i = 0; kernel && i < c->count; i++) {
		const struct tag *t = &c->tags[i];
		bool since = name_is(t, "bpfjury_since");
		int has;
		if (!is_condition(t))
			continue;
		text_set(clean, t->value);
		if (name_is(t, "bpfjury_needs")) {
			has = kernel->has(kernel->data, t->value, why, sizeof(why));
			if (has < 0) {
				if (!*e->problem)
					snprintf(e->problem, sizeof(e->problem), "whether it has %s cannot be told: %s",
						clean, why);
				return -1;
			}
			if (!has) {
				snprintf(e->why, sizeof(e->why), "needs %s, which this kernel has not", clean);
				return 0;
			}
			continue;
		}
		if (version_parse(&version, kernel->version)) {
			problem(e, "this kernel's version is not known", t->whole);
			return -1;
		}
		if (version_list_parse(&list, t->value) == 0 && (bool)version_list_has(&list, &version) != since) {
			snprintf(e->why, sizeof(e->why), "%s %s, and this kernel is %s", since ? "from" : "before",
				clean, kernel->version);
			return 0;
		}
	}
	return 1;
}

static int by_order(const void *a, const void *b)
{
	const struct tag *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/* The tags of @program in order, @size at most. */
static size_t read_tags(
	struct expectation *e, struct tag *tags, size_t size, const struct btf *btf, const char *program)
{
	int id = btf ? btf__find_by_name_kind(btf, program, BTF_KIND_FUNC) : -1;
	size_t count = 0;

	for (__u32 i = 1; id >= 0 && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		if (btf_is_func(t) && (int)i != id && strcmp(btf__name_by_offset(btf, t->name_off), program) == 0)
			problem(e, "two functions of that name, and annotations may be either's", program);
		if (!btf_is_decl_tag(t) || (int)t->type != id || btf_decl_tag(t)->component_idx != -1)
			continue;
		const char *text = btf__name_by_offset(btf, t->name_off);
		struct tag tag;
		if (!text || !tag_parse(&tag, text, count))
			continue;
		if (count == size) {
			problem(e, "more annotations than are read, from", text);
			break;
		}
		tags[count++] = tag;
	}
	qsort(tags, count, sizeof(*tags), by_order);
	return count;
}

size_t expect_annotations(struct annotation *ret, size_t size, const struct btf *btf, const char *program)
{
	struct tag *tags = calloc(EXPECT_TAGS, sizeof(*tags));
	struct expectation ignored = {0};
	size_t count = tags ? read_tags(&ignored, tags, EXPECT_TAGS, btf, program) : 0;

	if (count > size)
		count = size;
	for (size_t i = 0; i < count; i++)
		ret[i] = (struct annotation){tags[i].name, tags[i].value, tags[i].name_len};
	free(tags);
	return count;
}

/* Cases are well made, and each may come to be the one that counts. */
static void check_cases(struct expectation *e, const struct tag *tags, size_t count)
{
	bool open = true;
	struct expect_case c;

	for (size_t at = 0; next_case(&c, tags, count, &at);) {
		const char *first = c.tags > tags ? c.tags[-1].whole : "";
		if (!c.count && count)
			problem(e, "nothing is expected behind", *first ? first : c.tags[0].whole);
		if (!open)
			problem(e, "behind a case without conditions", first);
		check_case(e, &c, tags, count);
		open = c.conditions > 0;
	}
}

static void choose_case(struct expectation *e, const struct tag *tags, size_t count, const struct expect_kernel *kernel)
{
	struct arches ignored = {0};
	struct expect_case c;

	for (size_t at = 0; next_case(&c, tags, count, &at);) {
		int holds = case_holds(e, &c, kernel);
		if (holds < 0)
			return;
		if (!holds)
			continue;
		*e->why = '\0';
		for (size_t i = 0; i < c.count; i++)
			if (!is_condition(&c.tags[i]))
				take(e, &ignored, &c.tags[i]);
		if (!e->expected)
			e->expected = VERDICT_ACCEPTED;
		return;
	}
	if (!*e->problem) /* else it may well be for this kernel, were it written right */
		e->skipped = "not-for-kernel";
}

void expect_read(
	struct expectation *ret, const struct btf *btf, const char *program, const struct expect_kernel *kernel)
{
	struct tag *tags = calloc(EXPECT_TAGS, sizeof(*tags));
	struct arches arches = {0};
	size_t count, rest = 0;

	*ret = (struct expectation){.expected = VERDICT_ACCEPTED};
	if (!tags) {
		snprintf(ret->problem, sizeof(ret->problem), "no memory to read the annotations");
		return;
	}
	ret->expected = VERDICT_NONE;
	count = read_tags(ret, tags, EXPECT_TAGS, btf, program);
	for (size_t i = 0; i < count; i++) {
		if (is_of_program(&tags[i]))
			take(ret, &arches, &tags[i]);
		else
			tags[rest++] = tags[i];
	}
	check_cases(ret, tags, rest);
	if (arches.named && !arches.ours)
		ret->skipped = "annotated";
	if (*ret->problem)
		ret->skipped = NULL; /* which would hide it */
	if (ret->skipped)
		snprintf(ret->why, sizeof(ret->why), "auxiliary, or for another architecture");
	else
		choose_case(ret, tags, rest, kernel);
	if (ret->skipped)
		ret->expected = VERDICT_SKIPPED;
	if (!ret->expected)
		ret->expected = VERDICT_ACCEPTED;
	free(tags);
}

bool expect_stray(
	char *ret, size_t size, const struct btf *btf, bool (*is_program)(void *data, const char *name), void *data)
{
	for (__u32 i = 1; btf && i < btf__type_cnt(btf); i++) {
		const struct btf_type *t = btf__type_by_id(btf, i);
		const char *text = btf_is_decl_tag(t) ? btf__name_by_offset(btf, t->name_off) : NULL;
		const struct btf_type *of = text ? btf__type_by_id(btf, t->type) : NULL;
		struct tag tag;
		if (!of || !tag_parse(&tag, text, 0) ||
			(strncmp(tag.name, "test_", 5) != 0 && strncmp(tag.name, "bpfjury_", 8) != 0))
			continue;
		const char *name = btf__name_by_offset(btf, of->name_off);
		if (btf_is_func(of) && btf_decl_tag(t)->component_idx == -1 && is_program(data, name))
			continue;
		char clean[96], clean_name[96];
		text_set(clean, text);
		text_set(clean_name, name ? name : "");
		snprintf(ret, size, "an annotation of %s %s, which is no program of this object: \"%s\"",
			btf_is_func(of) ? btf_decl_tag(t)->component_idx == -1 ? "function" : "a parameter of"
					: "variable or type",
			clean_name, clean);
		return true;
	}
	return false;
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

/* The expressions of @message, each by itself, are some; so many bytes of it are looked for, and no expression too costly. */
static bool pattern_is_sound(const char *message, const char **ret_why)
{
	char part[EXPECT_MESSAGE_MAX + 1];
	regex_t re;

	*ret_why = "a message longer than is looked for";
	if (strlen(message) > EXPECT_MESSAGE_MAX)
		return false;
	*ret_why = "expected message is no pattern";
	while ((message = strstr(message, "{{"))) {
		const char *end = strstr(message += 2, "}}");
		unsigned long rounds = 1;
		if (!end || end == message)
			return false;
		snprintf(part, sizeof(part), "%.*s", (int)(end - message), message);
		/* repetitions of repetitions are written out by regcomp(), and \1 is tried in every way there is */
		for (const char *at = part; *at; at++) {
			if (*at == '\\' && at[1]) {
				if (isdigit((unsigned char)*++at))
					return false;
			} else if (*at == '{') {
				const char *comma = at + 1 + strspn(at + 1, "0123456789");
				unsigned long n =
					strtoul(*comma == ',' && isdigit((unsigned char)comma[1]) ? comma + 1 : at + 1,
						NULL, 10);
				rounds *= n > 1 ? n : 1;
				if (n > 1000 || rounds > 1000)
					return false;
			}
		}
		if (regcomp(&re, part, REG_EXTENDED | REG_NEWLINE))
			return false;
		regfree(&re);
		message = end + 2;
	}
	return true;
}

/* Behind the first match of @message in @log; NULL where there is none; -1 in @ret_bad for a bad pattern. */
static const char *find_message(const char *log, const char *message, bool line_begins, bool *ret_bad)
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
	bool found = regexec(&re, log, 1, &at, line_begins ? 0 : REG_NOTBOL) == 0;
	regfree(&re);
	return found ? log + at.rm_eo : NULL;
}

/*
 * The verifier's own words, or libbpf's: a log echoes the program's source too, in lines that begin with "; ", and where
 * the object's BTF is refused all of that with its tags is in libbpf's; there an annotation would find itself.  malloc'd.
 */
static char *without_source(const char *log)
{
	char *out = malloc(strlen(log) + 1), *at = out;
	bool btf = false;

	while (out && *log) {
		size_t n = strcspn(log, "\n") + 1;
		if (!log[n - 1])
			n--;
		btf |= memmem(log, n, "-- BEGIN BTF LOAD LOG", 21) != NULL;
		if (memmem(log, n, "-- END BTF LOAD LOG", 19))
			btf = false;
		else if (!btf && strncmp(log, "; ", 2) != 0) {
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
	const char *start = log;
	char clean[256];

	for (size_t i = 0; i < e->n_messages; i++) {
		bool bad = false;
		log = find_message(log, e->messages[i], log == start || log[-1] == '\n', &bad);
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
