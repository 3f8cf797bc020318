// SPDX-License-Identifier: GPL-2.0-only
/* Whether a predicate tells two ends apart. */
#include "bisect/answers.h"
#include "bisect/predicate.h"
#include "cleanup.h"
#include "diag.h"
#include "result/gate.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define HINT_SIZE 640

static const struct result_kernel *kernel_of(const struct observation *o)
{
	return o->result && o->result->n_kernels ? &o->result->kernels[0] : NULL;
}

/* A splat of the bad end that the good end does not have. */
static bool hint_splat(char *ret, const struct result_kernel *good, const struct result_kernel *bad)
{
	for (size_t i = 0; i < bad->n_splats; i++) {
		const char *title = bad->splats[i].title;
		bool old = bad->splats[i].allowed;
		for (size_t j = 0; j < good->n_splats && !old; j++)
			old = strcmp(good->splats[j].title, title) == 0;
		if (old)
			continue;
		snprintf(ret, HINT_SIZE,
			"the kernel reports %.200s at the bad end: --bad-is 'splat=%.200s' asks for it",
			title, title);
		return true;
	}
	return false;
}

/* A figure that has grown. */
static bool hint_figure(char *ret, const struct asked *a)
{
	char name[ASKED_NAME_SIZE];

	if (a->whole || standing_of(&a->good) != STANDS || standing_of(&a->bad) != STANDS)
		return false;
	for (size_t i = 0; i < n_statistics; i++) {
		const struct statistic *s = &statistics[i];
		const int64_t good = s->of(&a->good.of->result), bad = s->of(&a->bad.of->result);
		if (!s->repeats || good < 0 || !gate_is_growth(good, bad))
			continue;
		snprintf(ret, HINT_SIZE,
			"%.200s has %s %" PRId64 " and then %" PRId64 ": --good-is '%s<%" PRId64
			"' tells them apart",
			asked_name(name, a), s->name, good, bad, s->name, bad);
		return true;
	}
	return false;
}

/* An answer that differs, and is not asked about. */
static bool hint_answer(char *ret, const struct asked *a)
{
	char name[ASKED_NAME_SIZE], good[ANSWER_SIZE], bad[ANSWER_SIZE];

	if (answers_alike(&a->good, &a->bad) != TRUTH_NO)
		return false;
	snprintf(ret, HINT_SIZE, "%.200s differs: %.150s, and then %.150s", asked_name(name, a),
		answer_text(good, &a->good), answer_text(bad, &a->bad));
	return true;
}

/* What would tell the ends apart; "": nothing that is known. */
static void find_hint(
	char ret[HINT_SIZE], const struct observation *good, const struct observation *bad)
{
	typedef bool hint_function(char *to, const struct asked *a);
	static hint_function *const hints[] = {hint_answer, hint_figure};
	const struct predicate all = {0};
	const struct predicate_ends e = {.good = good->result};
	struct asked_list l;
	bool found = false;

	snprintf(ret, HINT_SIZE, "choose another end, or ask for something else");
	if (!kernel_of(good) || !kernel_of(bad) ||
		hint_splat(ret, kernel_of(good), kernel_of(bad)) ||
		asked_make(&l, &all, bad->result, &e))
		return;
	for (size_t h = 0; h < ARRAY_SIZE(hints) && !found; h++)
		for (size_t i = 0; i < l.n && !found; i++) {
			struct asked a = l.items[i];
			a.bad = a.now;
			found = hints[h](ret, &a);
		}
	asked_clear(&l);
}

static int unfit(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int unfit(const char *format, ...)
{
	char text[4096];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	diag_error("%s", text);
	return -ENODATA;
}

static const char *why_of(const struct observation *o)
{
	return o->why ? o->why : "no memory";
}

/* Without a predicate: it was bad before, and is good now.  That may be meant. */
static void note_if_mended(const struct observation *good, const struct observation *bad)
{
	const struct predicate all = {0};
	const struct predicate_ends e = {.good = good->result, .bad = bad->result};
	struct asked_list l;
	bool mended = true;

	if (asked_make(&l, &all, bad->result, &e))
		return;
	for (size_t i = 0; i < l.n && mended; i++)
		mended = l.items[i].good.of->result.met == MET_UNMET &&
			 l.items[i].bad.of->result.met == MET_MET;
	if (mended && l.n)
		diag_note("what is asked is unmet at the good end and met at the bad one: this "
			  "looks for the change that mended it; if that is not meant, swap them");
	asked_clear(&l);
}

int predicate_check_ends(
	const struct predicate *p, const struct observation *good, const struct observation *bad)
{
	const char *of_good = why_of(good), *of_bad = why_of(bad);
	char hint[HINT_SIZE];

	if (good->answer != ANSWER_GOOD && good->answer != ANSWER_BAD)
		return unfit(
			"the good end is not known to be good (%s): choose another one", of_good);
	if (bad->answer != ANSWER_GOOD && bad->answer != ANSWER_BAD)
		return unfit("the bad end is not known to be bad (%s): choose another one", of_bad);
	if (good->answer == ANSWER_BAD && bad->answer == ANSWER_GOOD)
		return unfit("the good end is bad (%s), and the bad end is good (%s): swap --good "
			     "and --bad",
			of_good, of_bad);
	if (good->answer == ANSWER_BAD)
		return unfit("the good end is bad (%s), and so is the bad end (%s): choose an "
			     "older good end, name what is good there with --program, or change "
			     "the predicate",
			of_good, of_bad);
	if (bad->answer == ANSWER_GOOD) {
		find_hint(hint, good, bad);
		return unfit("both ends are good (%s; %s): %s", of_good, of_bad, hint);
	}
	if (!p->n_terms)
		note_if_mended(good, bad);
	return 0;
}

int predicate_check_base(const struct predicate *p, const struct result *base, const char *path)
{
	const struct predicate_ends none = {0};
	struct observation o = {.result = (struct result *)base};

	if (base->n_kernels != 1)
		return diag_misuse("--base %s: it has %zu kernels, and a good end is one", path,
			base->n_kernels);
	predicate_judge(&o, p, &none);
	o.result = NULL;
	const int r = o.answer == ANSWER_GOOD
			      ? 0
			      : diag_misuse("--base %s: it is not good: %s", path, why_of(&o));
	observation_clear(&o);
	return r;
}
