// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/show-answers.h"
#include "cleanup.h"
#include "format.h"
#include "report/answer.h"
#include "report/wrap.h"
#include "result/statistic.h"

#include <inttypes.h>
#include <string.h>

#define FIGURE_COLUMNS 14
#define ANSWER_INDENT  8

/* What people compare first; of the others those that differ and that no clock measured. */
static bool is_shown(const struct statistic *of, int64_t good, int64_t bad)
{
	static const char *const always[] = {
		"insns", "states", "peak_states", "stack", "jited_bytes", "verify_us"};

	if (good < 0 && bad < 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(always); i++)
		if (strcmp(of->name, always[i]) == 0)
			return true;
	return of->repeats && good != bad;
}

/* "1,000,001"; "-" for a figure that is not known. */
static void put_number(const struct screen *s, int64_t figure)
{
	char digits[32], text[48];
	size_t n = 0;

	snprintf(digits, sizeof(digits), "%" PRId64, figure);
	const size_t len = strlen(digits);
	for (size_t i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			text[n++] = ',';
		text[n++] = digits[i];
	}
	text[n] = '\0';
	screen_print(s, STYLE_PLAIN, "%*s", FIGURE_COLUMNS, figure < 0 ? "-" : text);
}

static void put_ratio(const struct screen *s, int64_t good, int64_t bad)
{
	if (good == bad)
		screen_print(s, STYLE_DIM, "%*s", FIGURE_COLUMNS, "the same");
	else if (good > 0 && bad >= 0)
		screen_print(s, STYLE_PLAIN, "%*.2f", FIGURE_COLUMNS, (double)bad / (double)good);
	fputc('\n', s->out);
}

static void put_figures(const struct screen *s, const struct compared *row)
{
	bool head = true;

	for (size_t i = 0; i < n_statistics; i++) {
		const struct statistic *of = &statistics[i];
		const int64_t good = row->base ? of->of(&row->base->result) : UNKNOWN_FIGURE;
		const int64_t bad = row->latest ? of->of(&row->latest->result) : UNKNOWN_FIGURE;
		if (!is_shown(of, good, bad))
			continue;
		if (head) {
			screen_print(s, STYLE_DIM, "  %-20s%*s%*s%*s", "", FIGURE_COLUMNS, "good",
				FIGURE_COLUMNS, "bad", FIGURE_COLUMNS, "bad/good");
			fputc('\n', s->out);
		}
		head = false;
		screen_print(s, STYLE_PLAIN, "  %-20s", of->name);
		put_number(s, good);
		put_number(s, bad);
		put_ratio(s, good, bad);
	}
}

/* "  good  rejected EACCES reason — what the verifier says", and the place below it. */
static void put_answer(
	const struct screen *s, const char *name, const struct result_program *p, enum style style)
{
	char place[PLACE_SIZE], words[ANSWER_WORDS_SIZE], line[ANSWER_WORDS_SIZE + DETAIL_SIZE + 8];

	screen_print(s, style, "  %-*s", ANSWER_INDENT - WRAP_INDENT, name);
	if (!p) {
		screen_print(s, STYLE_PLAIN, "it is not there");
		fputc('\n', s->out);
		return;
	}
	answer_words(&p->result, words);
	snprintf(line, sizeof(line), "%s%s%s", words,
		!*p->result.detail ? ""
		: s->utf8	   ? " — "
				   : " -- ",
		p->result.detail);
	answer_place(&p->result, place);
	const char *const lines[] = {line, place, p->result.help, p->result.erratum};
	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		if (!*lines[i])
			continue;
		if (i)
			screen_pad(s, ANSWER_INDENT);
		wrap_put(s, STYLE_PLAIN, lines[i], ANSWER_INDENT, ANSWER_INDENT);
		fputc('\n', s->out);
	}
}

static void put_row(const struct screen *s, const struct compared *row)
{
	char name[CHANGED_NAME_SIZE];

	wrap_put(s, STYLE_BOLD, changed_name(name, row), 0, WRAP_INDENT);
	fputc('\n', s->out);
	put_answer(s, "good", row->base, STYLE_GOOD);
	put_answer(s, "bad", row->latest, STYLE_BAD);
	if (!row->whole)
		put_figures(s, row);
}

void show_answers(const struct screen *s, const struct changed *c, size_t most)
{
	for (size_t i = 0; i < c->n && i < most; i++)
		put_row(s, c->rows[i]);
	if (c->n <= most)
		return;
	cleanup_free char *line = format_string(
		"and %zu more; of all %zu, %zu have another verdict, %zu another answer, "
		"%zu another figure",
		c->n - most, c->n, c->n_verdicts, c->n_answers,
		c->n - c->n_verdicts - c->n_answers);
	wrap_put(s, STYLE_DIM, line ? line : "and more", 0, WRAP_INDENT);
	fputc('\n', s->out);
}
