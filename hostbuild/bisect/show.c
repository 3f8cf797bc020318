// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/show.h"
#include "bisect/next.h"
#include "bisect/show-answers.h"
#include "bisect/show-logs.h"
#include "bisect/show-trail.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "report/wrap.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#define PROGRAMS_MOST 3
#define SUSPECTS_MOST 20
#define LINES_MOST    60 /* of what describes the culprit */
/* In a file, where lines do not wrap, a line of a log is shown up to here. */
#define LOG_COLUMNS 240

/* Each line of @text (may be NULL), indented; long ones break between words. */
static void put_lines(const struct screen *s, enum style style, const char *text, size_t most)
{
	for (size_t n = 0; text && *text && n < most; n++) {
		const size_t len = strcspn(text, "\n");
		cleanup_free char *line = strndup(text, len);
		if (line && len)
			wrap_line(s, style, line);
		else
			fputc('\n', s->out);
		text += len + (text[len] == '\n');
	}
}

static void put_head(const struct screen *s, enum style style, const char *text)
{
	wrap_put(s, style, text, 0, WRAP_INDENT);
	fputc('\n', s->out);
}

static void put_suspects(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	cleanup_free char *head = NULL;

	if (f->suspects.n && f->found == FOUND_RANGE)
		head = format_string(
			"the first bad %s is one of these %zu", story->kind->noun, f->suspects.n);
	else if (f->suspects.n)
		head = strdup("suspected, and not proved");
	if (head)
		put_head(s, STYLE_BOLD, head);
	for (size_t i = 0; i < f->suspects.n && i < SUSPECTS_MOST; i++)
		wrap_line(s, STYLE_PLAIN, f->suspects.list[i].title);
	if (f->suspects.n <= SUSPECTS_MOST)
		return;
	screen_print(s, STYLE_DIM, "  and %zu more", f->suspects.n - SUSPECTS_MOST);
	fputc('\n', s->out);
}

static void put_found(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	cleanup_free char *head = NULL;

	if (f->found == FOUND_CULPRIT)
		head = format_string(
			"the first bad %s: %s", story->kind->noun, f->suspects.list[0].title);
	else
		head = format_string("no %s can be named: %s", story->kind->noun,
			f->why ? f->why : "the reason is not known");
	if (head)
		put_head(s, f->found == FOUND_CULPRIT ? STYLE_BAD : STYLE_DOUBT, head);
	if (f->found == FOUND_CULPRIT)
		put_lines(s, STYLE_PLAIN, f->described, LINES_MOST);
	else
		put_suspects(s, story);
	put_lines(s, STYLE_PLAIN, story->known, LINES_MOST);
}

static int put_rests_on(const struct screen *s, const struct story *story)
{
	cleanup_free char *text = story_rests_on(story);

	if (!text)
		return diag_errno(-ENOMEM, "bisect");
	if (!*text)
		return 0;
	put_head(s, STYLE_BOLD, "how sure");
	put_lines(s, STYLE_PLAIN, text, SIZE_MAX);
	return 0;
}

static int put_answers(const struct screen *s, const struct story *story)
{
	fputc('\n', s->out);
	show_answers(s, &story->changed, PROGRAMS_MOST);
	return show_logs(s, changed_logged(&story->changed), s->wrap ? s->columns : LOG_COLUMNS);
}

/* A command is not broken, so that it can be copied. */
static void put_next(const struct screen *s, char *next)
{
	const char *line;

	if (*next)
		put_head(s, STYLE_BOLD, "next");
	for (bool command = false; next && *next && (line = strsep(&next, "\n"));
		command = !command) {
		if (!command) {
			wrap_line(s, STYLE_PLAIN, line);
		} else if (*line) {
			screen_pad(s, 2 * WRAP_INDENT);
			screen_put(s, STYLE_PLAIN, CUT_END, line, INT_MAX);
			fputc('\n', s->out);
		}
	}
}

/* As it is, so that it can be copied. */
static void put_row(const struct screen *s, const char *row)
{
	if (!row || !*row)
		return;
	put_head(s, STYLE_BOLD,
		"for init/verdict/errata-table.h of bpfjury, which does not know this change");
	for (size_t len; *row; row += len + (row[len] == '\n')) {
		len = strcspn(row, "\n");
		cleanup_free char *line = strndup(row, len);
		const size_t tabs = line ? strspn(line, "\t") : 0;
		screen_pad(s, (int)(WRAP_INDENT * tabs));
		screen_put(s, STYLE_PLAIN, CUT_END, line ? line + tabs : "", INT_MAX);
		fputc('\n', s->out);
	}
}

static int put_rest(const struct screen *s, const struct story *story)
{
	cleanup_free char *next = next_steps(story);

	fputc('\n', s->out);
	show_trail(s, story);
	show_untestable(s, story);
	show_time(s, story);
	if (story->wish->question.dir) {
		cleanup_free char *line =
			format_string("logs and results: %s", story->wish->question.dir);
		put_head(s, STYLE_PLAIN, line ? line : "");
	}
	if (!next)
		return diag_errno(-ENOMEM, "bisect");
	put_next(s, next);
	put_row(s, story->row);
	return 0;
}

int show_finding(FILE *to, const struct story *story, const struct table_options *options)
{
	struct screen s;

	screen_open(&s, to, options);
	put_found(&s, story);
	int r = put_rests_on(&s, story);
	if (!r && story->changed.n)
		r = put_answers(&s, story);
	if (!r)
		r = put_rest(&s, story);
	screen_close(&s);
	if (!r && (fflush(to) || ferror(to)))
		r = -EIO;
	return r;
}
