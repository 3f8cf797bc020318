// SPDX-License-Identifier: GPL-2.0-only
#include "result/attribute.h"
#include "cleanup.h"
#include "verdict/nearest.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *attribute_file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static const char *text_kernel(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	(void)buf;
	return s->kernel->name;
}

static const char *text_file(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	return result_object_name(buf, s->object);
}

static const char *text_program(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const struct program_result *r = &s->program->result;

	snprintf(buf, ATTRIBUTE_SIZE, *r->variant ? "%s (%s)" : "%s", r->name, r->variant);
	return buf;
}

static const char *text_verdict(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const char *word = verdict_word(s->program->result.verdict);

	(void)buf;
	return word ? word : "";
}

static const char *text_met(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const bool complete = result_kernel_is_complete(s->kernel);

	(void)buf;
	return met_word(result_program_met(&s->program->result, complete));
}

static const char *text_errno(const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const char *symbol = errno_symbol(s->program->result.err);

	(void)buf;
	return symbol ? symbol : "";
}

#define MEMBER(member_)                                                                            \
	static const char *text_##member_(const struct subject *s, char buf[ATTRIBUTE_SIZE])       \
	{                                                                                          \
		(void)buf;                                                                         \
		return s->program->result.member_;                                                 \
	}
MEMBER(reason)
MEMBER(section)
MEMBER(type)
MEMBER(attach_type)
#undef MEMBER

/* The names that result.json has no key for are veristat's. */
static const struct attribute texts[] = {
	{"kernel", NULL, text_kernel, true},
	{"file", NULL, text_file, true},
	{"prog", NULL, text_program, true},
	{"verdict", NULL, text_verdict, true},
	{"errno", NULL, text_errno, true},
	{"reason", NULL, text_reason, true},
	{"met", NULL, text_met, true},
	{"section", NULL, text_section, true},
	{"type", NULL, text_type, true},
	{"attach_type", NULL, text_attach_type, true},
};

/* Other names of the same: stat_defs of tools/testing/selftests/bpf/veristat.c, Linux 7.2. */
static const struct {
	const char *name, *ours;
} others[] = {
	{"file_name", "file"},
	{"filename", "file"},
	{"object", "file"},
	{"prog_name", "prog"},
	{"progname", "prog"},
	{"program", "prog"},
	{"prog_type", "type"},
	{"duration", "verify_us"},
	{"dur", "verify_us"},
	{"total_insns", "insns"},
	{"total_states", "states"},
	{"prog_size", "insn_count"},
	{"prog_size_jited", "jited_bytes"},
	{"max_mark_read_len", "mark_read"},
	{"stack_depth", "stack"},
	{"max_stack_depth", "stack"},
};

static bool is_name(const char *name, const char *wanted, size_t len)
{
	return strlen(name) == len && memcmp(name, wanted, len) == 0;
}

bool attribute_find(struct attribute *ret, const char *name, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (is_name(others[i].name, name, len)) {
			name = others[i].ours;
			len = strlen(name);
			break;
		}
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (is_name(texts[i].name, name, len)) {
			*ret = texts[i];
			return true;
		}
	const struct statistic *statistic = statistic_find(name, len);
	if (!statistic)
		return false;
	*ret = (struct attribute){.name = statistic->name, .statistic = statistic};
	return true;
}

const char *attribute_question(char *ret, size_t size, const char *name, size_t len)
{
	const char *names[ARRAY_SIZE(texts) + ARRAY_SIZE(others) + 32];
	char word[64];
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		names[n++] = texts[i].name;
	for (size_t i = 0; i < n_statistics && n + ARRAY_SIZE(others) < ARRAY_SIZE(names); i++)
		names[n++] = statistics[i].name;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		names[n++] = others[i].name;
	snprintf(word, sizeof(word), "%.*s", (int)(len < sizeof(word) ? len : sizeof(word)), name);
	return nearest_question(ret, size, word, names, n);
}

int64_t attribute_figure(const struct attribute *a, const struct subject *s)
{
	return a->statistic ? a->statistic->of(&s->program->result) : UNKNOWN_FIGURE;
}

const char *attribute_words(
	const struct attribute *a, const struct subject *s, char buf[ATTRIBUTE_SIZE])
{
	const int64_t figure = attribute_figure(a, s);

	if (!a->statistic)
		return a->text(s, buf);
	*buf = '\0';
	if (figure >= 0)
		snprintf(buf, ATTRIBUTE_SIZE, "%" PRId64, figure);
	return buf;
}

int attribute_order(
	const struct attribute *a, const struct subject *x, const struct subject *y, bool ascending)
{
	char in_x[ATTRIBUTE_SIZE], in_y[ATTRIBUTE_SIZE];
	const int64_t f = attribute_figure(a, x), g = attribute_figure(a, y);
	const char *t = a->statistic ? "" : a->text(x, in_x);
	const char *u = a->statistic ? "" : a->text(y, in_y);
	const bool known = a->statistic ? f >= 0 : *t, other = a->statistic ? g >= 0 : *u;

	if (!known || !other)
		return other - known;
	const int order = a->statistic ? (f > g) - (f < g) : strcmp(t, u);
	return ascending ? order : -order;
}
