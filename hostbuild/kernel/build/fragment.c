// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/build/fragment.h"
#include "cleanup.h"
#include "diag.h"
#include "verdict/text.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#define PREFIX	"CONFIG_"
#define NOT_SET " is not set"
#define BLANKS	" \t\r"

static void line_clear(struct fragment_line *l)
{
	free(l->symbol);
	free(l->value);
}

void fragments_clear(struct fragments *f)
{
	for (size_t i = 0; i < f->n; i++)
		line_clear(&f->lines[i]);
	for (size_t i = 0; i < f->n_names; i++)
		free(f->names[i]);
	free(f->lines);
	free(f->names);
	*f = (struct fragments){0};
}

/* Length of the option's name after CONFIG_; 0 if there is none. */
static size_t symbol_length(const char *at)
{
	size_t n = 0;

	while (isupper((unsigned char)at[n]) || islower((unsigned char)at[n]) ||
		isdigit((unsigned char)at[n]) || at[n] == '_')
		n++;
	return n;
}

/* Length of a value: a word, a number or a quoted string; 0 if there is none. */
static size_t value_length(const char *at)
{
	size_t n = 1;

	if (*at != '"')
		return strcspn(at, BLANKS "#\"");
	for (; at[n] && at[n] != '"'; n++)
		if (at[n] == '\\' && at[n + 1])
			n++;
	return at[n] ? n + 1 : 0;
}

/* Whether it is y, m, n, a decimal or hexadecimal number, or a string. */
static bool is_value(const char *at, size_t len)
{
	size_t digits = len && *at == '-';

	/* kconfig ends a line at \r, even inside a string */
	if (*at == '"')
		return !memchr(at, '\r', len);
	if (len == 1 && strchr("ymn", *at))
		return true;
	if (len > 2 && at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		return strspn(at + 2, "0123456789abcdefABCDEF") >= len - 2;
	return len > digits && strspn(at + digits, "0123456789") >= len - digits;
}

/* Returns false if @word is no condition.  Sets @ret_bad if it is a malformed one. */
static bool parse_condition(struct fragment_line *l, const char *word, bool *ret_bad)
{
	struct kernel_version *bound = NULL;

	if (strcmp(word, "optional") == 0) {
		l->optional = true;
		return true;
	}
	size_t len = strcspn(word, " ");
	if (len == 4 && strncmp(word, "from", len) == 0)
		bound = &l->since;
	else if (len == 6 && strncmp(word, "before", len) == 0)
		bound = &l->before;
	if (bound)
		*ret_bad = bound->major || !word[len] || version_parse(bound, word + len + 1) != 0;
	return bound;
}

/*
 * Parse the text after a #: conditions, or a comment.  Returns NULL, or what is wrong with it.
 * Cuts @at up.
 */
static const char *parse_conditions(struct fragment_line *l, char *at)
{
	bool first = true;

	at[strcspn(at, ":")] = '\0';
	for (char *word; (word = strsep(&at, ",")); first = false) {
		bool bad = false;
		word += strspn(word, BLANKS);
		for (size_t len = strlen(word); len && strchr(BLANKS, word[len - 1]);)
			word[--len] = '\0';
		if (!parse_condition(l, word, &bad))
			return first ? NULL
				     : "expected `from RELEASE`, `before RELEASE` or `optional` after the comma";
		if (bad)
			return "expected one release after from or before, as in `# from 6.7`";
	}
	return NULL;
}

/* Set symbol and value; false without memory. */
static bool line_set(struct fragment_line *l, const char *symbol, size_t symbol_len,
	const char *value, size_t value_len)
{
	l->symbol = strndup(symbol, symbol_len);
	l->value = strndup(value, value_len);
	if (l->symbol && l->value)
		return true;
	line_clear(l);
	return false;
}

/*
 * Parse one line without its newline.  Returns 1 with the line in @ret, 0 for a blank line or a
 * comment, FAIL_MISUSE with @ret_why, or -ENOMEM.
 */
static int parse_line(struct fragment_line *ret, char *text, const char **ret_why)
{
	struct fragment_line l = {0};
	char *at = text + strspn(text, BLANKS);

	*ret_why = "expected CONFIG_NAME=value or # CONFIG_NAME is not set";
	if (!*at)
		return 0;
	bool unset = *at == '#';
	if (unset) {
		at += 1 + strspn(at + 1, BLANKS);
		size_t name = strncmp(at, PREFIX, strlen(PREFIX)) == 0
				      ? symbol_length(at + strlen(PREFIX))
				      : 0;
		if (!name || strncmp(at + strlen(PREFIX) + name, NOT_SET, strlen(NOT_SET)) != 0)
			return 0; /* a comment */
	} else if (strncmp(at, PREFIX, strlen(PREFIX)) != 0) {
		return FAIL_MISUSE;
	}
	at += strlen(PREFIX);
	size_t name = symbol_length(at);
	char *value = at + name;
	size_t len = unset ? strlen(NOT_SET) : *value == '=' ? value_length(++value) : 0;
	if (!name || !len)
		return FAIL_MISUSE;
	if (!unset && !is_value(value, len)) {
		*ret_why = "expected y, m, n, a number or a \"string\" after the =";
		return FAIL_MISUSE;
	}
	char *rest = value + len;
	size_t blanks = strspn(rest, BLANKS);
	if (rest[blanks] && (rest[blanks] != '#' || !blanks))
		return FAIL_MISUSE;
	const char *why = rest[blanks] ? parse_conditions(&l, rest + blanks + 1) : NULL;
	if (why) {
		*ret_why = why;
		return FAIL_MISUSE;
	}
	if (!line_set(&l, at, name, unset ? "n" : value, unset ? 1 : len))
		return -ENOMEM;
	*ret = l;
	return 1;
}

static int append_line(struct fragments *f, const struct fragment_line *l)
{
	struct fragment_line *more = reallocarray(f->lines, f->n + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	f->lines = more;
	f->lines[f->n++] = *l;
	return 0;
}

static int check_text(const char *name, const char *text, size_t len)
{
	if (len >= 2 && (!strncmp(text, "\xef\xbb\xbf", 3) || !strncmp(text, "\xff\xfe", 2) ||
				!strncmp(text, "\xfe\xff", 2)))
		return diag_misuse(
			"%s: begins with a byte order mark; save it as plain text or UTF-8 without that mark",
			name);
	if (strlen(text) != len)
		return diag_misuse("%s: not a fragment: there is a NUL byte in it", name);
	return 0;
}

int fragments_add(
	struct fragments *f, const char *name, const char *text, size_t len, bool optional)
{
	char **names = reallocarray(f->names, f->n_names + 1, sizeof(*names));
	/* each message begins with the file's name, which may contain any byte */
	cleanup_free char *copy = strndup(text, len), *own = text_cleaned(name, strlen(name), 0);
	const size_t before = f->n;
	char *rest = copy, *line;
	const char *why;
	int r = 0;

	if (names)
		f->names = names;
	if (!names || !copy || !own)
		return diag_errno(-ENOMEM, "%s", name);
	r = check_text(own, copy, len);
	for (int number = 1; !r && (line = strsep(&rest, "\n")); number++) {
		struct fragment_line l;
		r = parse_line(&l, line, &why);
		if (r > 0) {
			l.from = own;
			l.number = number;
			l.optional |= optional;
			r = append_line(f, &l);
			if (r)
				line_clear(&l);
		}
		if (r == FAIL_MISUSE)
			diag_error("%s:%d: %s", own, number, why);
		else if (r)
			diag_errno(r, "%s", name);
	}
	if (r) {
		while (f->n > before)
			line_clear(&f->lines[--f->n]);
		return r;
	}
	f->names[f->n_names++] = steal(&own);
	return 0;
}

int fragments_add_base(struct fragments *f, const char *name, const char *text, size_t len)
{
	const size_t before = f->n;
	int r = fragments_add(f, name, text, len, true);

	for (size_t i = before; i < f->n; i++)
		f->lines[i].base = true;
	return r;
}

/* As strcmp(): a release candidate comes before its release. */
static int order(const struct kernel_version *a, const struct kernel_version *b)
{
	const unsigned x[] = {a->major, a->minor, a->patch, a->rc ? a->rc : 65536};
	const unsigned y[] = {b->major, b->minor, b->patch, b->rc ? b->rc : 65536};

	for (size_t i = 0; i < ARRAY_SIZE(x); i++)
		if (x[i] != y[i])
			return x[i] < y[i] ? -1 : 1;
	return 0;
}

bool fragment_line_applies(const struct fragment_line *l, const struct kernel_version *v)
{
	struct kernel_version release = *v;

	/* an option that is new in 6.7 is in 6.7-rc1 already */
	release.rc = 0;
	return (!l->since.major || order(&release, &l->since) >= 0) &&
	       (!l->before.major || order(&release, &l->before) < 0);
}

static int by_symbol(const void *a, const void *b)
{
	const struct fragment_line *x = *(const struct fragment_line *const *)a,
				   *y = *(const struct fragment_line *const *)b;
	int order = strcmp(x->symbol, y->symbol);

	return order ? order : (x > y) - (x < y);
}

int fragments_resolve(struct fragments *f, const struct kernel_version *v)
{
	cleanup_free struct fragment_line **lines = calloc(f->n ? f->n : 1, sizeof(*lines));
	size_t n = 0;

	if (!lines)
		return diag_errno(-ENOMEM, "fragments");
	for (size_t i = 0; i < f->n; i++) {
		bool applies = fragment_line_applies(&f->lines[i], v);
		f->lines[i].state = applies ? LINE_OVERRIDDEN : LINE_OTHER_RELEASE;
		if (applies)
			lines[n++] = &f->lines[i];
	}
	if (n)
		qsort(lines, n, sizeof(*lines), by_symbol);
	for (size_t i = 0; i < n; i++)
		if (i + 1 == n || strcmp(lines[i]->symbol, lines[i + 1]->symbol) != 0)
			lines[i]->state = LINE_EFFECTIVE;
	return 0;
}

char *config_value(const char *config, const char *symbol)
{
	size_t len = strlen(symbol);

	for (const char *at = config; *at; at += strcspn(at, "\n"), at += *at == '\n') {
		if (strncmp(at, PREFIX, strlen(PREFIX)) == 0 &&
			strncmp(at + strlen(PREFIX), symbol, len) == 0 &&
			at[strlen(PREFIX) + len] == '=') {
			const char *value = at + strlen(PREFIX) + len + 1;
			return strndup(value, strcspn(value, "\r\n"));
		}
	}
	return strdup("n");
}
