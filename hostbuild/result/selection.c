// SPDX-License-Identifier: GPL-2.0-only
#include "result/selection.h"
#include "cleanup.h"
#include "command.h"
#include "diag.h"
#include "files.h"

#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include <strings.h>

#define FILTERS_MAX 1000
#define FILE_MAX    (1u << 20)

static void filter_clear(struct filter *f)
{
	free(f->any);
	free(f->object);
	free(f->program);
	free(f->value);
}

void selection_clear(struct selection *s)
{
	for (size_t i = 0; i < s->n_filters; i++)
		filter_clear(&s->filters[i]);
	free(s->filters);
	*s = (struct selection){0};
}

bool selection_is_any(const struct selection *s)
{
	return s->n_filters || s->n_keys || s->top || s->n_columns || s->differences;
}

/* The operators, with each before those that it begins with. */
static const struct {
	const char *sign;
	enum filter_operator operator;
} operators[] = {
	{"==", FILTER_EQUAL},
	{"=", FILTER_EQUAL},
	{"!=", FILTER_NOT_EQUAL},
	{"<>", FILTER_NOT_EQUAL},
	{"<=", FILTER_AT_MOST},
	{"<", FILTER_LESS},
	{">=", FILTER_AT_LEAST},
	{">", FILTER_MORE},
};

const char *filter_operator_find(const char *text, enum filter_operator *ret, size_t *ret_n)
{
	for (const char *at = text; *at; at++)
		for (size_t i = 0; i < ARRAY_SIZE(operators); i++) {
			const size_t n = strlen(operators[i].sign);
			if (strncmp(at, operators[i].sign, n) != 0)
				continue;
			*ret = operators[i].operator;
			*ret_n = n;
			return at;
		}
	return NULL;
}

/* veristat's words for a verdict, and what they are here; NULL: @word is none. */
static const char *verdict_of_veristat(const char *word)
{
	static const char *const good[] = {"success", "succ", "s", "true", "t", "match", "m", "1"};
	static const char *const bad[] = {"failure", "fail", "false", "f", "mismatch", "mis", "0"};

	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		if (strcasecmp(word, good[i]) == 0)
			return "success";
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		if (strcasecmp(word, bad[i]) == 0)
			return "failure";
	return NULL;
}

static int no_verdict(const char *value)
{
	const char *words[16] = {"success", "failure"}, *word;
	size_t n = 2;

	for (int v = 1; n < ARRAY_SIZE(words) && (word = verdict_word((enum verdict)v)); v++)
		words[n++] = word;
	command_no_word("report", "--filter verdict", value, words, n);
	return FAIL_MISUSE;
}

/* Check and keep the value of a text. */
static int take_word(struct filter *f, const char *text, const char *value)
{
	const bool verdict = strcmp(f->of.name, "verdict") == 0;
	const char *word = verdict ? verdict_of_veristat(value) : NULL;

	if (f->operator!= FILTER_EQUAL && f->operator!= FILTER_NOT_EQUAL)
		return diag_misuse(
			"--filter %s: %s is a word: it goes with = and !=", text, f->of.name);
	if (verdict && !word && !verdict_from_word(value))
		return no_verdict(value);
	if (strcmp(f->of.name, "met") == 0 && !met_from_word(value))
		return diag_misuse("--filter %s: met is one of met, unmet, unknown, skipped", text);
	f->value = strdup(word ? word : value);
	return f->value ? 0 : diag_errno(-ENOMEM, "--filter");
}

/* "insns>10000": @at is its operator. */
static int parse_attribute(struct filter *f, const char *text, const char *at, size_t n)
{
	char question[160];

	if (!attribute_find(&f->of, text, (size_t)(at - text)))
		return diag_misuse("--filter %s: no figure or word has the name %.*s%s", text,
			(int)(at - text), text,
			attribute_question(question, sizeof(question), text, (size_t)(at - text)));
	if (!f->of.statistic)
		return take_word(f, text, at + n);
	if (number_from_word(at + n, 0, INT64_MAX, &f->figure))
		return diag_misuse("--filter %s: %s goes with a number: %s>1000", text, f->of.name,
			f->of.name);
	return 0;
}

/* "GLOB", "OBJECT/PROGRAM", "OBJECT/", "/PROGRAM". */
static int parse_globs(struct filter *f, const char *text)
{
	const char *slash = strchr(text, '/');

	if (!*text || strcmp(text, "/") == 0)
		return diag_misuse(
			"--filter: a filter is empty: give a glob, OBJECT/PROGRAM or insns>1000");
	if (!slash)
		f->any = strdup(text);
	if (slash && slash > text)
		f->object = strndup(text, (size_t)(slash - text));
	if (slash && slash[1])
		f->program = strdup(slash + 1);
	return (slash ? (slash == text || f->object) && (!slash[1] || f->program) : !!f->any)
		       ? 0
		       : diag_errno(-ENOMEM, "--filter");
}

static int add_filter(struct selection *s, const char *text)
{
	struct filter *grown = reallocarray(s->filters, s->n_filters + 1, sizeof(*grown));
	struct filter f = {.excludes = *text == '!' && text[1] != '='};
	const char *from = text + f.excludes;
	size_t n = 0;

	if (!grown)
		return diag_errno(-ENOMEM, "--filter");
	s->filters = grown;
	if (s->n_filters == FILTERS_MAX)
		return diag_misuse("--filter: more than %d filters", FILTERS_MAX);
	const char *at = filter_operator_find(from, &f.operator, & n);
	const int r = at ? parse_attribute(&f, from, at, n) : parse_globs(&f, from);
	if (r)
		filter_clear(&f);
	else
		s->filters[s->n_filters++] = f;
	return r;
}

static int add_file(struct selection *s, const char *path)
{
	cleanup_free char *text = NULL;
	char *rest = NULL;
	int r = files_read(path, FILE_MAX, &text, NULL);

	if (r) {
		diag_errno(r, "--filter @%s", path);
		return r == -ENOMEM ? r : FAIL_MISUSE;
	}
	for (char *line = strtok_r(text, "\n", &rest); line && !r;
		line = strtok_r(NULL, "\n", &rest)) {
		line += strspn(line, " \t\r");
		size_t len = strlen(line);
		while (len && strchr(" \t\r", line[len - 1]))
			line[--len] = '\0';
		if (*line && *line != '#')
			r = add_filter(s, line);
	}
	return r;
}

int selection_filter(struct selection *s, const char *text)
{
	return *text == '@' ? add_file(s, text + 1) : add_filter(s, text);
}

/* One key of a sort order, @len bytes. */
static int add_key(struct selection *s, const char *key, size_t len)
{
	const char last = len > 1 ? key[len - 1] : '\0';
	struct sort_key k = {.ascending = last == '^'};
	char question[160];

	if (s->n_keys == ARRAY_SIZE(s->keys))
		return diag_misuse("--sort: more than %zu keys", ARRAY_SIZE(s->keys));
	if (attribute_find(&k.of, key, len)) {
		k.ascending = k.of.ascending;
	} else if (!last || !strchr("^vV.!_", last) || !attribute_find(&k.of, key, len - 1)) {
		return diag_misuse("--sort %.*s: no figure or word has this name%s", (int)len, key,
			attribute_question(question, sizeof(question), key, len));
	}
	s->keys[s->n_keys++] = k;
	return 0;
}

static int add_column(struct selection *s, const char *name, size_t len)
{
	char question[160];

	if (s->n_columns == ARRAY_SIZE(s->columns))
		return diag_misuse("--emit: more than %zu columns", ARRAY_SIZE(s->columns));
	if (!attribute_find(&s->columns[s->n_columns], name, len))
		return diag_misuse("--emit %.*s: no figure or word has this name%s", (int)len, name,
			attribute_question(question, sizeof(question), name, len));
	s->n_columns++;
	return 0;
}

/* Each name of the list @text. */
static int add_each(struct selection *s, const char *text,
	int (*add)(struct selection *s, const char *name, size_t len))
{
	int r = 0;

	for (const char *at = text; !r; at++) {
		const size_t len = strcspn(at, ",");
		r = add(s, at, len);
		at += len;
		if (!*at)
			break;
	}
	return r;
}

int selection_sort(struct selection *s, const char *text)
{
	return add_each(s, text, add_key);
}

int selection_columns(struct selection *s, const char *text)
{
	return add_each(s, text, add_column);
}

static bool is_like(const char *glob, const char *name)
{
	return fnmatch(glob, name, 0) == 0;
}

/* By its path, its name in that, or its name with the shape. */
static bool is_object_like(const char *glob, const struct result_object *o)
{
	char name[OBJECT_NAME_SIZE];

	return is_like(glob, o->path) || is_like(glob, attribute_file_name(o->path)) ||
	       is_like(glob, result_object_name(name, o));
}

static bool names(const struct filter *f, const struct subject *s)
{
	const char *name = s->program->result.name;

	if (f->any)
		return is_object_like(f->any, s->object) || is_like(f->any, name);
	return (!f->object || is_object_like(f->object, s->object)) &&
	       (!f->program || is_like(f->program, name));
}

bool filter_operator_holds(enum filter_operator o, int order)
{
	switch (o) {
	case FILTER_EQUAL:
		return order == 0;
	case FILTER_NOT_EQUAL:
		return order != 0;
	case FILTER_LESS:
		return order < 0;
	case FILTER_AT_MOST:
		return order <= 0;
	case FILTER_MORE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool compares(const struct filter *f, int64_t figure)
{
	const int order = (figure > f->figure) - (figure < f->figure);

	return figure >= 0 && filter_operator_holds(f->operator, order);
}

/* veristat's "failure" is what was not loaded; without an answer it is neither. */
static bool is_verdict(const struct filter *f, enum verdict v)
{
	if (strcmp(f->value, "success") == 0)
		return v == VERDICT_ACCEPTED;
	if (strcmp(f->value, "failure") == 0)
		return v == VERDICT_REJECTED || v == VERDICT_UNLOADABLE || v == VERDICT_CRASHED;
	return v == verdict_from_word(f->value);
}

static bool agrees(const struct filter *f, const struct subject *s)
{
	char buf[ATTRIBUTE_SIZE];

	if (f->of.statistic)
		return compares(f, f->of.statistic->of(&s->program->result));
	const char *text = f->of.text(s, buf);
	if (!*text)
		return false;
	const bool same = strcmp(f->of.name, "verdict") == 0
				  ? is_verdict(f, s->program->result.verdict)
			  : strcmp(f->of.name, "file") == 0 ? is_object_like(f->value, s->object)
							    : is_like(f->value, text);
	return same == (f->operator== FILTER_EQUAL);
}

static bool is_of_names(const struct filter *f)
{
	return f->any || f->object || f->program;
}

bool selection_takes(const struct selection *s, const struct subject *subject)
{
	bool asked[2] = {false}, taken[2] = {false};

	for (size_t i = 0; i < s->n_filters; i++) {
		const struct filter *f = &s->filters[i];
		const bool of_names = is_of_names(f);
		const bool hit = of_names ? names(f, subject) : agrees(f, subject);
		if (f->excludes && hit)
			return false;
		asked[of_names] |= !f->excludes;
		taken[of_names] |= !f->excludes && hit;
	}
	return taken[0] >= asked[0] && taken[1] >= asked[1];
}
