// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/show-trail.h"
#include "format.h"
#include "cleanup.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <string.h>

#define UNTESTABLE_MOST 20

static enum style style_of(const char *answer)
{
	return strcmp(answer, "good") == 0  ? STYLE_GOOD
	       : strcmp(answer, "bad") == 0 ? STYLE_BAD
					    : STYLE_DOUBT;
}

static const char *seconds_of(char ret[32], int64_t ms)
{
	snprintf(ret, 32, "%" PRId64 ".%" PRId64, ms / 1000, ms % 1000 / 100);
	return ret;
}

/* "[good end] ", "[culprit] ": what the point is of the finding; "". */
static const char *role_of(const struct finding *f, size_t i)
{
	if (f->found == FOUND_CULPRIT &&
		strcmp(f->tallies[i].point.id, f->suspects.list[0].id) == 0)
		return "[culprit] ";
	return i == 0 ? "[good end] " : i == 1 ? "[bad end] " : "";
}

static void put_tally(const struct screen *s, const struct finding *f, size_t i)
{
	const struct tally *t = &f->tallies[i];
	const char *answer = story_answer(t), *role = role_of(f, i);
	char build[32], judge[32];
	int at = screen_print(s, style_of(answer), "  %-10s", answer);

	at += screen_print(
		s, STYLE_PLAIN, " %3" PRId64 " of %-3" PRId64, story_agreeing(t), story_trials(t));
	if (t->known && t->known == story_trials(t))
		at += screen_print(s, STYLE_DIM, " %8s %8s  ", "known", "");
	else
		at += screen_print(s, STYLE_PLAIN, " %8s %8s  ", seconds_of(build, t->ready_ms),
			seconds_of(judge, t->ask_ms));
	at += screen_put(s, STYLE_DIM, CUT_END, role, s->columns);
	screen_put(s, STYLE_PLAIN, CUT_END, t->point.title, s->columns - at);
	fputc('\n', s->out);
	if (!t->same_as)
		return;
	cleanup_free char *same = format_string("  its kernel is that of %s", t->same_as);
	if (same)
		wrap_line(s, STYLE_DIM, same);
}

void show_trail(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;

	screen_print(s, STYLE_BOLD, "%" PRId64 " %s between the ends %s judged", f->steps,
		f->steps == 1 ? story->kind->noun : story->kind->nouns,
		f->steps == 1 ? "was" : "were");
	fputc('\n', s->out);
	screen_print(
		s, STYLE_DIM, "  %-10s %10s %8s %8s", "answer", "trials", "build s", "judge s");
	fputc('\n', s->out);
	for (size_t i = 0; i < f->n_tallies; i++)
		put_tally(s, f, i);
}

void show_untestable(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	size_t n = 0;

	for (size_t i = 0; i < f->n_tallies; i++) {
		const struct tally *t = &f->tallies[i];
		if (!t->neither || t->good || t->bad)
			continue;
		if (n++ == 0) {
			screen_put(s, STYLE_BOLD, CUT_END, "could not be judged", s->columns);
			fputc('\n', s->out);
		}
		cleanup_free char *line =
			format_string("%s: %s", t->point.title, t->why ? t->why : "see its log");
		if (line && n <= UNTESTABLE_MOST)
			wrap_line(s, STYLE_PLAIN, line);
	}
	if (n <= UNTESTABLE_MOST)
		return;
	screen_print(s, STYLE_DIM, "  and %zu more", n - UNTESTABLE_MOST);
	fputc('\n', s->out);
}

void show_time(const struct screen *s, const struct story *story)
{
	const struct finding *f = story->finding;
	int64_t build =
		(f->without ? f->without->ready_ms : 0) + (f->alone ? f->alone->ready_ms : 0);
	int64_t judge = (f->without ? f->without->ask_ms : 0) + (f->alone ? f->alone->ask_ms : 0);
	char all[DURATION_SIZE], a[DURATION_SIZE], b[DURATION_SIZE], c[DURATION_SIZE], line[256];

	for (size_t i = 0; i < f->n_tallies; i++) {
		build += f->tallies[i].ready_ms;
		judge += f->tallies[i].ask_ms;
	}
	const int64_t rest = story->took_ms - build - judge;
	snprintf(line, sizeof(line), "time: %s: kernels %s, judging %s, all else %s",
		story_duration(all, story->took_ms), story_duration(a, build),
		story_duration(b, judge), story_duration(c, rest > 0 ? rest : 0));
	wrap_put(s, STYLE_PLAIN, line, 0, WRAP_INDENT);
	fputc('\n', s->out);
}
