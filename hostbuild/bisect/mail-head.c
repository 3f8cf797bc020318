// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/mail-head.h"
#include "bisect/mail-guard.h"
#include "cleanup.h"
#include "format.h"
#include "report/answer.h"
#include "result/statistic.h"
#include "verdict/text.h"

#include <inttypes.h>
#include <string.h>

#define SUBJECT_BYTES 75 /* without the tag; submitting-patches.rst: 70 to 75 characters */
#define SINCE_BYTES   50
#define PEOPLE_MOST   30
#define HASH_DIGITS   12 /* submitting-patches.rst: "at least the first 12 characters" */

bool mail_is_regression(const struct story *s)
{
	return s->wish->mode == BISECT_COMMITS || s->wish->mode == BISECT_RELEASES;
}

static const char *version_of(const struct observation *o)
{
	const char *version =
		o->result && o->result->n_kernels ? o->result->kernels[0].version : NULL;

	return version && *version ? version : NULL;
}

static bool is_hash(const char *id)
{
	const size_t len = strlen(id);

	return len >= 40 && strspn(id, "0123456789abcdef") == len;
}

/* The first figure of the row that differs and that no clock measured, in words. */
static char *figure_sentence(const struct compared *row, const char *name)
{
	for (size_t i = 0; i < n_statistics; i++) {
		const int64_t good = statistics[i].of(&row->base->result);
		const int64_t bad = statistics[i].of(&row->latest->result);
		if (statistics[i].repeats && good != bad && good >= 0 && bad >= 0)
			return format_string("%s: %s %" PRId64 " -> %" PRId64, name,
				statistics[i].name, good, bad);
	}
	return format_string("%s: %s", name, "another figure");
}

/* @brief: a program without its object. */
static char *change_sentence(const struct story *s, bool brief)
{
	char name[CHANGED_NAME_SIZE], good[ANSWER_WORDS_SIZE], bad[ANSWER_WORDS_SIZE];
	const struct compared *row = s->changed.n ? s->changed.rows[0] : NULL;

	if (!row)
		return strdup(s->finding->at.why ? s->finding->at.why : "another answer");
	changed_name(name, row);
	if (brief && !row->whole)
		snprintf(name, sizeof(name), "%s",
			(row->latest ? row->latest : row->base)->result.name);
	if (!row->base || !row->latest)
		return format_string("%s: %s", name, row->latest ? "it is new" : "it is gone");
	answer_words(&row->base->result, good);
	answer_words(&row->latest->result, bad);
	if (strcmp(good, bad) != 0)
		return format_string("%s: %s -> %s", name, good, bad);
	if (s->changed.n_verdicts + s->changed.n_answers == 0)
		return figure_sentence(row, name);
	return format_string("%s: %s with another message", name, bad);
}

static char *since(const struct story *s, bool brief)
{
	const struct finding *f = s->finding;
	const char *good = version_of(&f->before), *bad = version_of(&f->at);

	if (f->found == FOUND_CULPRIT && s->wish->mode == BISECT_COMMITS)
		return format_string("since %s%.*s", brief ? "" : "commit ", HASH_DIGITS,
			f->suspects.list[0].id);
	if (s->wish->mode == BISECT_RELEASES && good && bad && strcmp(good, bad) != 0)
		return format_string("between %s and %s", good, bad);
	if (f->found == FOUND_CULPRIT)
		return format_string("since %s", f->suspects.list[0].title);
	if (f->suspects.n)
		return format_string("since one of %zu %s", f->suspects.n, s->kind->nouns);
	return strdup("since a point that could not be found");
}

char *mail_sentence(const struct story *s)
{
	cleanup_free char *change = change_sentence(s, false), *when = since(s, false);

	return change && when ? format_string("%s, %s", change, when) : NULL;
}

/* Whether both are point releases of one series: "6.6.63", "6.6.64". */
static bool is_stable(const char *a, const char *b)
{
	const char *dot = a ? strchr(a, '.') : NULL;
	const char *second = dot ? strchr(dot + 1, '.') : NULL;

	return second && b && strncmp(a, b, (size_t)(second - a) + 1) == 0 && strcmp(a, b) != 0;
}

static void put_person(FILE *to, const char *person, const char **before)
{
	cleanup_free char *address = mail_address(person);

	if (!address)
		return;
	fprintf(to, "%s%s", *before, address);
	*before = ",\n ";
}

static void put_people(FILE *to, const struct story *s)
{
	const struct finding *f = s->finding;
	const char *before = "To: ";

	if (s->n_people) {
		put_person(to, s->people[0], &before);
		if (before[0] == ',')
			fputc('\n', to);
	}
	before = "Cc: ";
	for (size_t i = 1; i < s->n_people && i < PEOPLE_MOST; i++)
		put_person(to, s->people[i], &before);
	put_person(to, "<bpf@vger.kernel.org>", &before);
	put_person(to, "<regressions@lists.linux.dev>", &before);
	if (is_stable(version_of(&f->before), version_of(&f->at)))
		put_person(to, "<stable@vger.kernel.org>", &before);
	fputc('\n', to);
}

static const char *predicate_of(enum verdict v)
{
	switch (v) {
	case VERDICT_ACCEPTED:
		return "is accepted";
	case VERDICT_REJECTED:
		return "is rejected";
	case VERDICT_UNLOADABLE:
		return "is unloadable";
	case VERDICT_CRASHED:
		return "crashes the kernel";
	case VERDICT_TIMEOUT:
		return "times out";
	default:
		return "has no verdict";
	}
}

static bool has_other_words(const struct compared *row)
{
	char good[ANSWER_WORDS_SIZE], bad[ANSWER_WORDS_SIZE];

	return strcmp(answer_words(&row->base->result, good),
		       answer_words(&row->latest->result, bad)) != 0;
}

/*
 * "handle_exec is rejected (EACCES, bad-pointer)" of the row whose answer changed; @detail 1: no
 * errno, 0: nothing in brackets.  NULL without memory.
 */
static char *short_answer(const struct compared *row, int detail)
{
	const struct program_result *p = &row->latest->result;
	const char *symbol = detail > 1 ? errno_symbol(p->err) : NULL;
	const char *reason = detail > 0 && *p->reason ? p->reason : NULL;
	char object[OBJECT_NAME_SIZE];

	return format_string("%s %s%s%s%s%s%s",
		row->whole ? result_object_name(object, row->object) : p->name,
		predicate_of(p->verdict), symbol || reason ? " (" : "", symbol ? symbol : "",
		symbol && reason ? ", " : "", reason ? reason : "", symbol || reason ? ")" : "");
}

/* The most telling text that fits after @before; the last one is cut, before since when. */
static void put_subject(FILE *to, const struct story *s, const char *before)
{
	const struct compared *row = s->changed.n ? s->changed.rows[0] : NULL;
	const bool answered = row && row->base && row->latest && has_other_words(row);
	cleanup_free char *raw = since(s, true);
	cleanup_free char *when = raw ? text_shown(raw, utf8_cut(raw, SINCE_BYTES), 0) : NULL;
	const size_t used = strlen(before) + 1 + (when ? strlen(when) : 0);
	const size_t room = used < SUBJECT_BYTES ? SUBJECT_BYTES - used : 0;

	for (int detail = answered ? 2 : 0; when && detail >= 0; detail--) {
		cleanup_free char *made =
			answered ? short_answer(row, detail) : change_sentence(s, true);
		cleanup_free char *text = made ? text_shown(made, strlen(made), 0) : NULL;
		if (!text || (detail && strlen(text) > room))
			continue;
		const bool cut = strlen(text) > room && room > 3;
		const size_t len = cut ? utf8_cut(text, room - 3) : strlen(text);
		fprintf(to, "%s%.*s%s %s\n", before, (int)len, text, cut ? "..." : "", when);
		return;
	}
}

void mail_head(FILE *to, const struct story *s)
{
	fputs(mail_is_regression(s) ? "Subject: [REGRESSION] " : "Subject: ", to);
	put_subject(to, s, mail_is_regression(s) ? "bpf: " : "");
	if (mail_is_regression(s))
		put_people(to, s);
	fputc('\n', to);
}

/* The point before the suspects that answered good, else the good end; NULL: none is known. */
static const char *last_good(const struct finding *f)
{
	for (size_t i = 0; i < f->parents.n; i++) {
		const struct tally *t = finding_tally(f, f->parents.list[i].id);
		if (t && t->good && !t->bad)
			return t->point.id;
	}
	return f->n_tallies ? f->tallies[0].point.id : NULL;
}

void mail_regzbot(FILE *to, const struct story *s)
{
	const struct finding *f = s->finding;
	const char *good = version_of(&f->before), *bad = version_of(&f->at);
	const char *from = last_good(f);

	if (!mail_is_regression(s))
		return;
	if (f->found == FOUND_CULPRIT && is_hash(f->suspects.list[0].id))
		fprintf(to, "#regzbot introduced: %s\n\n", f->suspects.list[0].id);
	else if (f->suspects.n && from && is_hash(from) &&
		 is_hash(f->suspects.list[f->suspects.n - 1].id))
		fprintf(to, "#regzbot introduced: %s..%s\n\n", from,
			f->suspects.list[f->suspects.n - 1].id);
	else if (s->wish->mode == BISECT_RELEASES && f->suspects.n && good && bad &&
		 strcmp(good, bad) != 0 && strspn(good, "0123456789.") == strlen(good) &&
		 strspn(bad, "0123456789.") == strlen(bad))
		fprintf(to, "#regzbot introduced: v%s..v%s\n\n", good, bad);
}
