// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/progress.h"
#include "diag.h"

#include <inttypes.h>
#include <stdio.h>

/* "40 s", "12 min", "3 h". */
static void put_duration(char *ret, size_t size, int64_t ms)
{
	const int64_t s = (ms + 500) / 1000;

	if (s < 100)
		snprintf(ret, size, "%" PRId64 " s", s);
	else if (s < 100 * 60)
		snprintf(ret, size, "%" PRId64 " min", (s + 30) / 60);
	else
		snprintf(ret, size, "%" PRId64 " h", (s + 1800) / 3600);
}

/* By what steps and trials took until now, with the repeats at the end. */
static int64_t time_left(const struct work *w, int64_t steps)
{
	const int64_t ready = w->n_ready ? w->ready_ms / w->n_ready : 0;
	const int64_t ask = w->n_asked ? w->ask_ms / w->n_asked : 0;
	const int64_t again = w->rule.trials > w->repeats ? w->rule.trials : w->repeats;

	return steps * (ready + w->rule.trials * ask) + 2 * again * ask;
}

/* Above the live lines of builds and boots: the step, the time, the answers until now. */
static void show_head(const struct work *w, const char *what, const struct point *p)
{
	int64_t good = 0, bad = 0, neither = 0;
	char line[256];

	for (size_t i = 0; i < w->finding->n_tallies; i++) {
		const struct tally *t = &w->finding->tallies[i];
		good += t->good && !t->bad;
		bad += t->bad > 0;
		neither += t->neither && !t->good && !t->bad;
	}
	snprintf(line, sizeof(line),
		"%s; %" PRId64 " good, %" PRId64 " bad, %" PRId64 " untestable: %.80s", what, good,
		bad, neither, p->title);
	diag_live_head(line);
}

void progress_end(void)
{
	diag_live_clear();
	diag_live_head(NULL);
}

void progress_step(const struct work *w, const struct point *p)
{
	const int64_t left = w->axis->kind->steps_left(w->axis);
	char time[32], step[128];

	put_duration(time, sizeof(time), time_left(w, left > 0 ? left : 1));
	/* the one that begins is among those that are left */
	if (left < 0)
		snprintf(step, sizeof(step), "step %" PRId64, w->finding->steps);
	else
		snprintf(step, sizeof(step), "step %" PRId64 " of about %" PRId64 "%s%s%s",
			w->finding->steps, w->finding->steps + (left ? left : 1) - 1,
			w->n_asked ? ", " : "", w->n_asked ? time : "", w->n_asked ? " left" : "");
	diag_note("%s: %s", step, p->title);
	show_head(w, step, p);
}

void progress_answer(const struct work *w, const struct point *p, enum answer answer)
{
	const struct tally *t = finding_tally(w->finding, p->id);
	const int64_t n = t->good + t->bad;

	if (n > 1)
		diag_note("%s is %s, by %" PRId64 " of %" PRId64 " trials%s%s", p->title,
			answer_word(answer), answer == ANSWER_BAD ? t->bad : t->good, n,
			t->why ? ": " : "", t->why ? t->why : "");
	else
		diag_note("%s is %s%s%s", p->title, answer_word(answer), t->why ? ": " : "",
			t->why ? t->why : "");
	if (t->same_as)
		diag_note("it is the same kernel as %s, and was not booted for that", t->same_as);
}

void progress_again(const struct work *w, const struct point *p)
{
	show_head(w, "once more, to be sure", p);
	if (w->finding->suspects.n == 1)
		diag_note("%s is suspected; judging it and what is before it again", p->title);
	else
		diag_note("%zu %s are suspected; judging the last of them and what is before them "
			  "again",
			w->finding->suspects.n, w->axis->kind->nouns);
}
