// SPDX-License-Identifier: GPL-2.0-only
#include "report/hot-lines.h"
#include "report/hot-words.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Entries that are shown, of those with 1 / LEAST_PART of the work; result.json has all. */
#define SHOWN_MAX  6
#define LEAST_PART 1000

/* "16", or "b.h:3" where it is of another file than the loop's first line. */
static void put_line_number(
	const struct hot_entry *loop, const struct hot_entry *e, char ret[HOT_WORDS_SIZE])
{
	const char *colon = memrchr(e->at, ':', e->at_len);
	const size_t file = colon ? (size_t)(colon - e->at) + 1 : 0;

	hot_place(e, ret);
	if (file && file < loop->at_len && memcmp(loop->at, e->at, file) == 0)
		snprintf(ret, HOT_WORDS_SIZE, "%.*s", (int)(e->at_len - file), colon + 1);
}

/* The lines of the loop before *@text, which moves behind them. */
static int put_loop_lines(
	const struct screen *s, const struct hot_entry *loop, const char **text, int at)
{
	char words[HOT_WORDS_SIZE], line[HOT_WORDS_SIZE + 32];
	const char *next = *text;
	struct hot_entry e;
	size_t n = 0;

	while (hot_next(&next, &e) && e.kind == HOT_IN) {
		*text = next;
		put_line_number(loop, &e, words);
		snprintf(line, sizeof(line), "%s%s", n++ ? ", " : ": lines ", words);
		at = wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	}
	return at;
}

static void put_entry(const struct screen *s, const struct program_result *p,
	const struct hot_entry *e, const char **text)
{
	char words[HOT_WORDS_SIZE], share[HOT_SHARE_SIZE], line[2 * HOT_WORDS_SIZE];

	screen_pad(s, 2 * WRAP_INDENT);
	int at = 2 * WRAP_INDENT;
	at += screen_print(s, STYLE_PLAIN, "%7s ", hot_share(p, e, share));
	at = wrap_put(s, STYLE_PLAIN, hot_place(e, words), at, 2 * WRAP_INDENT);
	snprintf(line, sizeof(line), ", %s", hot_passes(e, words));
	at = wrap_put(s, STYLE_PLAIN, line, at, 2 * WRAP_INDENT);
	if (e->kind == HOT_LOOP) {
		put_loop_lines(s, e, text, at);
	} else if (e->source_len) {
		snprintf(line, sizeof(line), ": %.*s", (int)e->source_len, e->source);
		wrap_put(s, STYLE_DIM, line, at, 2 * WRAP_INDENT);
	}
	fputc('\n', s->out);
}

void hot_lines_put(const struct screen *s, const struct result_program *p)
{
	char words[HOT_WORDS_SIZE];
	const char *text = p->hot ? p->hot : "";
	struct hot_entry e;
	size_t shown = 0, more = 0;

	if (p->result.hot_insns < 0)
		return;
	wrap_line(s, *p->result.hot_cut ? STYLE_DOUBT : STYLE_PLAIN, hot_head(&p->result, words));
	while (hot_next(&text, &e)) {
		if (e.kind == HOT_IN)
			continue; /* of a loop that is not shown */
		if (shown == SHOWN_MAX || (shown && e.insns * LEAST_PART < p->result.hot_insns)) {
			more++;
			continue;
		}
		put_entry(s, &p->result, &e, &text);
		shown++;
	}
	if (more) {
		snprintf(words, sizeof(words), "and %zu more (hot in result.json)", more);
		wrap_line(s, STYLE_PLAIN, words);
	}
}

/* Whether the explanations of what is not met leave the program out. */
static bool is_left(const struct result_kernel *k, const struct result_program *p)
{
	const bool complete = k->outcome == OUTCOME_COMPLETE;

	return p->result.hot_insns >= 0 && result_program_met(&p->result, complete) == MET_MET;
}

void hot_lines_put_kernel(const struct screen *s, const struct result_kernel *k)
{
	char name[OBJECT_NAME_SIZE];
	bool any = false;

	for (size_t i = 0; i < k->n_objects; i++)
		for (size_t j = 0; j < k->objects[i].n_programs; j++) {
			const struct result_program *p = &k->objects[i].programs[j];
			if (!is_left(k, p))
				continue;
			any = true;
			screen_put(s, STYLE_BOLD, CUT_END, result_object_name(name, &k->objects[i]),
				INT_MAX);
			screen_print(s, STYLE_BOLD, ":%s", p->result.name);
			screen_print(s, STYLE_DIM, " on %s", k->name ? k->name : "?");
			fputc('\n', s->out);
			hot_lines_put(s, p);
		}
	if (any)
		fputc('\n', s->out);
}
