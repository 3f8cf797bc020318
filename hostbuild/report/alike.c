// SPDX-License-Identifier: GPL-2.0-only
#include "report/alike.h"
#include "cleanup.h"
#include "report/wrap.h"
#include "verdict/reasons.h"
#include "verdict/version.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int alike_make(struct alike *ret, const struct result *r)
{
	*ret = (struct alike){.result = r,
		.answers = calloc(r->n_kernels + 1, sizeof(*ret->answers)),
		.first = calloc(r->n_kernels + 1, sizeof(*ret->first))};
	return ret->answers && ret->first ? 0 : -ENOMEM;
}

void alike_clear(struct alike *a)
{
	free(a->answers);
	free(a->first);
	*a = (struct alike){0};
}

/* Whether the verifier gave up where it happened to be. */
static bool is_anywhere(const struct program_result *p)
{
	return reason_is(p, REASON_LIMIT_INSNS) || reason_is(p, REASON_LIMIT_JUMPS);
}

/*
 * Whether both were refused at the same place.  Kernels before 6.9 do not name the file, and of an
 * object without source lines only the instruction is known; that of a line may differ, because
 * libbpf adapts the program to the kernel.
 */
static bool same_place(const struct program_result *a, const struct program_result *b)
{
	if (a->insn < 0 || b->insn < 0)
		return a->insn == b->insn && strcmp(a->detail, b->detail) == 0;
	if (*a->source_at && *b->source_at && strcmp(a->source_at, b->source_at) != 0)
		return false;
	if (*a->source && *b->source)
		return strcmp(a->source, b->source) == 0;
	return a->insn == b->insn || (*a->source_at && *b->source_at);
}

bool alike_answers(const struct program_result *a, const struct program_result *b)
{
	return a->verdict == b->verdict && a->expected == b->expected && a->met == b->met &&
	       a->err == b->err && strcmp(a->reason, b->reason) == 0 &&
	       (is_anywhere(a) || same_place(a, b));
}

void alike_group(struct alike *a, bool (*same)(const void *of, size_t i, size_t k), const void *of)
{
	for (size_t k = 0; k < a->result->n_kernels; k++) {
		a->first[k] = k;
		for (size_t i = 0; i < k && a->answers[k] && a->first[k] == k; i++)
			if (a->answers[i] && a->first[i] == i &&
				alike_answers(a->answers[i], a->answers[k]) && same(of, i, k))
				a->first[k] = i;
	}
}

static bool is_in(const struct alike *a, size_t first, size_t k)
{
	return a->answers[k] && a->first[k] == first;
}

/* -1, 0, 1: kernel @i is older, as old, newer than @k; one of unknown version is the oldest. */
static int compare_age(const struct result *r, size_t i, size_t k)
{
	struct kernel_version a = {0}, b = {0};

	if (!r->kernels[i].version || version_parse(&a, r->kernels[i].version))
		a = (struct kernel_version){0};
	if (!r->kernels[k].version || version_parse(&b, r->kernels[k].version))
		b = (struct kernel_version){0};
	const unsigned figures[][2] = {{a.major, b.major}, {a.minor, b.minor}, {a.patch, b.patch}};
	for (size_t f = 0; f < ARRAY_SIZE(figures); f++)
		if (figures[f][0] != figures[f][1])
			return figures[f][0] < figures[f][1] ? -1 : 1;
	/* of the candidates of one release the last is the newest; 0 is the release */
	return a.rc == b.rc ? 0 : a.rc && (!b.rc || a.rc < b.rc) ? -1 : 1;
}

size_t alike_quoted(const struct alike *a, size_t first)
{
	size_t best = first;

	for (size_t k = first + 1; k < a->result->n_kernels; k++) {
		if (!is_in(a, first, k))
			continue;
		const bool knows = *a->answers[k]->source_at || *a->answers[k]->source;
		const bool knew = *a->answers[best]->source_at || *a->answers[best]->source;
		if (knows == knew ? compare_age(a->result, k, best) > 0 : knows)
			best = k;
	}
	return best;
}

int alike_put_kernels(
	const struct screen *s, const struct alike *a, size_t first, const char *between, int at)
{
	for (size_t k = first; k < a->result->n_kernels; k++) {
		if (!is_in(a, first, k))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, a->result->kernels[k].name, at, WRAP_INDENT);
		between = ", ";
	}
	return at;
}

/* help, erratum, … of an answer */
typedef const char *text_of(const struct program_result *p);

static const char *help_of(const struct program_result *p)
{
	return p->help;
}

static const char *erratum_of(const struct program_result *p)
{
	return p->erratum;
}

/*
 * The next word from *@at on, without the comma, colon or full stop at its end; "instruction 12"
 * is skipped if @places.  False: there is none.
 */
static bool next_word(const char **at, bool places, const char **ret, size_t *ret_len)
{
	for (;;) {
		*at += strspn(*at, " ");
		size_t len = strcspn(*at, " ");
		*ret = *at;
		*ret_len = len;
		*at += len;
		if (!len)
			return false;
		while (*ret_len > 1 && strchr(",:;.", (*ret)[*ret_len - 1]))
			--*ret_len;
		if (!places || *ret_len != 11 || memcmp(*ret, "instruction", 11) != 0)
			return true;
		*at += strspn(*at, " ");
		*at += strspn(*at, "0123456789");
		*at += strspn(*at, ",:;.");
	}
}

/*
 * Whether @text says nothing that @quoted does not: it gives "instruction 12" where @quoted has the
 * line of the source, and has otherwise the same words in the same order.  Kernels before 6.9 name
 * no lines.
 */
static bool is_in_words_of(const char *text, const char *quoted)
{
	const char *word, *other;
	size_t len, other_len;

	if (!strstr(text, "instruction ") || strstr(quoted, "instruction "))
		return false;
	while (next_word(&text, true, &word, &len))
		do {
			if (!next_word(&quoted, false, &other, &other_len))
				return false;
		} while (other_len != len || memcmp(other, word, len) != 0);
	return true;
}

/* Whether @text of one kernel says what @other of another says. */
static bool same_text(const char *text, const char *other)
{
	return strcmp(text, other) == 0 ||
	       (*text && *other && (is_in_words_of(text, other) || is_in_words_of(other, text)));
}

/* Whether a kernel of the group said the text of kernel @k: one before it, or that is quoted. */
static bool is_said(const struct alike *a, size_t first, size_t quoted, size_t k, text_of *of)
{
	for (size_t i = first; i < a->result->n_kernels; i++)
		if (is_in(a, first, i) && (i < k || i == quoted) && i != k &&
			same_text(of(a->answers[i]), of(a->answers[k])))
			return true;
	return false;
}

static void put_text(
	const struct screen *s, const struct alike *a, size_t first, size_t from, text_of *of)
{
	const char *text = of(a->answers[from]), *between = "on ";
	int at = WRAP_INDENT;
	bool all = true;

	for (size_t k = first; k < a->result->n_kernels && all; k++)
		all = !is_in(a, first, k) || same_text(of(a->answers[k]), text);
	if (all) {
		wrap_line(s, STYLE_PLAIN, text);
		return;
	}
	screen_pad(s, at);
	for (size_t k = first; k < a->result->n_kernels; k++) {
		if (!is_in(a, first, k) || !same_text(of(a->answers[k]), text))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, a->result->kernels[k].name, at, WRAP_INDENT);
		between = ", ";
	}
	at = wrap_put(s, STYLE_PLAIN, ": ", at, WRAP_INDENT);
	wrap_put(s, STYLE_PLAIN, text, at, WRAP_INDENT);
	fputc('\n', s->out);
}

void alike_put_help(const struct screen *s, const struct alike *a, size_t first)
{
	static text_of *const texts[] = {help_of, erratum_of};
	const size_t quoted = alike_quoted(a, first);

	for (size_t t = 0; t < ARRAY_SIZE(texts); t++) {
		if (*texts[t](a->answers[quoted]))
			put_text(s, a, first, quoted, texts[t]);
		for (size_t k = first; k < a->result->n_kernels; k++)
			if (is_in(a, first, k) && k != quoted && *texts[t](a->answers[k]) &&
				!is_said(a, first, quoted, k, texts[t]))
				put_text(s, a, first, k, texts[t]);
	}
}
