// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/story.h"
#include "diag.h"
#include "monotonic.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

int story_make(struct story *s)
{
	const struct finding *f = s->finding;
	const int r = changed_make(&s->changed, &f->before, &f->at, &s->wish->question.predicate);

	s->took_ms = monotonic_ms() - s->began_ms;
	const time_t began = time(NULL) - (time_t)(s->took_ms / 1000);
	struct tm utc;
	strftime(s->started, sizeof(s->started), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&began, &utc));
	return r ? diag_errno(r, "bisect") : 0;
}

void story_clear(struct story *s)
{
	free(s->known);
	free(s->row);
	changed_clear(&s->changed);
}

const char *story_answer(const struct tally *t)
{
	if (t->good && t->bad)
		return "both";
	return t->bad ? "bad" : t->good ? "good" : "untestable";
}

int64_t story_trials(const struct tally *t)
{
	return t->good + t->bad + t->neither;
}

int64_t story_agreeing(const struct tally *t)
{
	return t->bad ? t->bad : t->good ? t->good : t->neither;
}

const char *story_duration(char ret[DURATION_SIZE], int64_t ms)
{
	const int64_t s = ms / 1000;

	if (s < 60)
		snprintf(ret, DURATION_SIZE, "%" PRId64 ".%" PRId64 " s", s, ms % 1000 / 100);
	else if (s < 3600)
		snprintf(ret, DURATION_SIZE, "%" PRId64 " min %" PRId64 " s", s / 60, s % 60);
	else
		snprintf(ret, DURATION_SIZE, "%" PRId64 " h %" PRId64 " min", s / 3600,
			s % 3600 / 60);
	return ret;
}

/* Of what was judged again at the end, on which the confidence rests. */
static void tell_point(FILE *to, const struct tally *t, bool bad, const char *where)
{
	const int64_t all = t->again_good + t->again_bad + t->again_neither;

	fprintf(to, "%s %" PRId64 " of %" PRId64 " at %s", bad ? "bad" : "good",
		bad ? t->again_bad : t->again_good, all, where);
	if (t->again_neither)
		fprintf(to, " (%" PRId64 " decided nothing)", t->again_neither);
}

/* The culprit and the points before it; of a range its ends. */
static void tell_border(FILE *to, const struct finding *f, const char *noun)
{
	const bool one = f->found == FOUND_CULPRIT && f->suspects.n;
	const struct tally *t = one ? finding_tally(f, f->suspects.list[0].id) : NULL;

	if (!t)
		return;
	fputs("judged again: ", to);
	tell_point(to, t, true, "the culprit");
	for (size_t i = 0; i < f->parents.n; i++) {
		const struct tally *p = finding_tally(f, f->parents.list[i].id);
		fputs(", ", to);
		if (!p)
			fprintf(to, "%s was not judged", f->parents.list[i].title);
		else if (f->parents.n == 1)
			tell_point(to, p, false, "its parent");
		else
			tell_point(to, p, false, p->point.title);
	}
	fputc('\n', to);
	if (!f->parents.n)
		fprintf(to, "there is no %s before the culprit\n", noun);
}

static void tell_alone(FILE *to, const struct finding *f)
{
	const char *why = f->alone_why ? f->alone_why : "";

	if (f->alone_is == WITHOUT_BAD)
		fputs("the good end with it alone is bad: it suffices\n", to);
	else if (f->alone_is == WITHOUT_GOOD)
		fputs("the good end with it alone is good: it takes others with it\n", to);
	else if (*why)
		fprintf(to, "the good end with it alone was not judged: %s\n", why);
}

static void tell_without(FILE *to, const struct finding *f)
{
	const char *why = f->without_why ? f->without_why : "";

	switch (f->without_is) {
	case WITHOUT_GOOD:
		fprintf(to, "the bad end without it is good (%" PRId64 " of %" PRId64 ")\n",
			f->without ? f->without->good : 0,
			f->without ? story_trials(f->without) : 0);
		break;
	case WITHOUT_BAD:
		fputs("the bad end without it is still bad: another change keeps it so\n", to);
		break;
	case WITHOUT_CONFLICTS:
		fprintf(to, "the bad end without it cannot be made%s%s\n", *why ? ": " : "", why);
		break;
	case WITHOUT_UNKNOWN:
		if (*why)
			fprintf(to, "the bad end without it was not judged: %s\n", why);
	}
}

static void tell_figures(FILE *to, const struct finding *f)
{
	int64_t known = 0;

	if (f->confidence > 0)
		fprintf(to, "confidence %.1f %%, by Fisher's exact test of these\n", f->confidence);
	if (f->trials_each > 1)
		fprintf(to,
			"the ends do not answer alike each time: a point had to be good %" PRId64
			" times; a wrong word has a chance of %.2g %%\n",
			f->trials_each, 100 * f->miss);
	for (size_t i = 0; i < f->n_tallies; i++)
		known += f->tallies[i].known;
	if (known)
		fprintf(to,
			"%" PRId64 " %s known: from an earlier run, or of another point with the "
			"same kernel\n",
			known, known == 1 ? "answer was" : "answers were");
}

char *story_rests_on(const struct story *s)
{
	const struct finding *f = s->finding;
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	if (!to)
		return NULL;
	tell_border(to, f, s->kind->noun);
	tell_without(to, f);
	tell_alone(to, f);
	tell_figures(to, f);
	for (size_t i = 0; i < f->n_notes; i++)
		fprintf(to, "%s\n", f->notes[i]);
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}
