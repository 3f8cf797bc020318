// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/mail.h"
#include "bisect/mail-guard.h"
#include "bisect/mail-head.h"
#include "bisect/mail-versions.h"
#include "bisect/show-answers.h"
#include "bisect/show-logs.h"
#include "bisect/show-trail.h"
#include "cleanup.h"
#include "format.h"
#include "report/wrap.h"

#include <stdlib.h>
#include <string.h>

/* Prose breaks here; lines of logs do not, up to a length that no log of the verifier has. */
#define MAIL_COLUMNS  75
#define LOG_COLUMNS   400
#define PROGRAMS_MOST 3
#define LINES_MOST    400 /* of the log of git bisect */
#define SUSPECTS_MOST 50

static void put_head(const struct screen *s, const char *text)
{
	fputc('\n', s->out);
	wrap_put(s, STYLE_PLAIN, text, 0, 0);
	fputc('\n', s->out);
	fputc('\n', s->out);
}

/* Lines of @text as they are, indented: of prose they break at words. */
static void put_lines(const struct screen *s, const char *text, bool prose, size_t most)
{
	for (size_t n = 0; text && *text && n < most; n++) {
		const size_t len = strcspn(text, "\n");
		cleanup_free char *line = strndup(text, len);
		if (line && prose) {
			wrap_line(s, STYLE_PLAIN, line);
		} else if (line) {
			screen_pad(s, len ? WRAP_INDENT : 0);
			screen_put(s, STYLE_PLAIN, CUT_END, line, LOG_COLUMNS);
			fputc('\n', s->out);
		}
		text += len + (text[len] == '\n');
	}
}

static void put_culprit(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	cleanup_free char *line = NULL;

	if (f->found == FOUND_CULPRIT) {
		line = format_string("The first bad %s is", story->kind->noun);
		put_head(s, line ? line : "The culprit is");
		put_lines(s, f->described ? f->described : f->suspects.list[0].title, false, 60);
		put_lines(s, story->known, true, 60);
		return;
	}
	line = format_string("No %s can be named: %s", story->kind->noun,
		f->why ? f->why : "the reason is not known");
	put_head(s, line ? line : "No culprit can be named");
	for (size_t i = 0; i < f->suspects.n && i < SUSPECTS_MOST; i++)
		wrap_line(s, STYLE_PLAIN, f->suspects.list[i].title);
	if (f->suspects.n <= SUSPECTS_MOST)
		return;
	screen_print(s, STYLE_PLAIN, "  and %zu more", f->suspects.n - SUSPECTS_MOST);
	fputc('\n', s->out);
}

static int put_text(const struct screen *s, const struct story *story)
{
	cleanup_free char *rests_on = story_rests_on(story);
	int r = rests_on ? 0 : -1;

	put_culprit(s, story);
	if (story->changed.n) {
		put_head(s, "What changed:");
		show_answers(s, &story->changed, PROGRAMS_MOST);
		if (!r)
			r = show_logs(s, changed_logged(&story->changed), LOG_COLUMNS);
	}
	if (rests_on && *rests_on) {
		put_head(s, "How sure this is:");
		put_lines(s, rests_on, true, SIZE_MAX);
	}
	put_head(s, "How to reproduce it:");
	mail_reproduce(s, story);
	put_head(s, "Versions:");
	mail_versions(s, story);
	fputc('\n', s->out);
	show_trail(s, story);
	show_untestable(s, story);
	if (story->log) {
		put_head(s, "The log of the bisect, which can be replayed from this mail:");
		put_lines(s, story->log, false, LINES_MOST);
	}
	return r;
}

/* What regzbot's paragraph stands between: the sentence, and all else, made harmless. */
static char *body(const struct story *story)
{
	static const struct table_options options = {
		.columns = MAIL_COLUMNS, .utf8 = true, .wrap = true};
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);
	struct screen s;

	if (!to)
		return NULL;
	screen_open(&s, to, &options);
	s.columns = MAIL_COLUMNS; /* less than a terminal has */
	const int r = put_text(&s, story);
	screen_close(&s);
	if (fclose(to) == 0 && !r)
		return text;
	free(text);
	return NULL;
}

static char *opening(const struct story *story)
{
	cleanup_free char *sentence = mail_sentence(story);
	char *text = NULL;
	size_t len;
	FILE *to = sentence ? open_memstream(&text, &len) : NULL;
	struct screen s;

	if (!to)
		return NULL;
	screen_open(&s, to, &(const struct table_options){.utf8 = true, .wrap = true});
	s.columns = MAIL_COLUMNS;
	wrap_put(&s, STYLE_PLAIN, sentence, 0, 0);
	screen_close(&s);
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

char *mail_text(const struct story *story)
{
	cleanup_free char *rest = body(story), *first = opening(story);
	cleanup_free char *safe_rest = rest ? mail_guard(rest) : NULL;
	cleanup_free char *safe_first = first ? mail_guard(first) : NULL;
	char *text = NULL;
	size_t len;
	FILE *to = safe_rest && safe_first ? open_memstream(&text, &len) : NULL;

	if (!to)
		return NULL;
	mail_head(to, story);
	fprintf(to, "Hi,\n\n%s.\n\n", safe_first);
	mail_regzbot(to, story);
	fputs(safe_rest + (*safe_rest == '\n'), to);
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}
