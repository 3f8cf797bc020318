// SPDX-License-Identifier: GPL-2.0-only
/*
 * The search on simulated histories: a row of points with known answers, of which some vary, cannot
 * be judged, lie once, or are the same kernel as others.  It names the true culprit, in few steps,
 * or none.
 */
#include "bisect/axis-line.h"
#include "bisect/rule.h"
#include "bisect/search.h"
#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define POINTS_MAX 512

struct simulated {
	struct axis_line axis;
	struct point of_ready; /* the point that was prepared last */
	size_t n, culprit;     /* the first bad point */
	double bad_rate,
		good_rate; /* how often a trial is bad, from the culprit on and before it */
	bool unbuildable[POINTS_MAX], harmless[POINTS_MAX];
	int lies[POINTS_MAX];  /* so many trials have the wrong answer at first */
	int image[POINTS_MAX]; /* the same number: the same kernel; 0: its own */
	double stray;	       /* how often a trial decides nothing */
	bool stop_at_step;     /* this machine breaks after the ends */
	int64_t boots, builds, trials[POINTS_MAX];
	size_t at;
	size_t merged; /* another parent of all points; 0: none */
	enum without without;
	uint64_t random;
};

static struct simulated *of(struct axis *a)
{
	return (struct simulated *)a;
}

/* splitmix64 */
static uint64_t draw(struct simulated *s)
{
	uint64_t x = s->random += 0x9e3779b97f4a7c15;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

static double chance(struct simulated *s)
{
	return (double)(draw(s) >> 11) / 9007199254740992.0;
}

static int prepare(struct axis *a, const struct point *p, struct prepared *ret, char **ret_why)
{
	struct simulated *s = of(a);

	(void)ret_why;
	s->at = strcmp(p->id, "without") ? (size_t)atoi(p->id) : POINTS_MAX;
	*ret = (struct prepared){.kernel = "simulated"};
	return 0;
}

static int harmless(struct axis *a, const struct point *p, char **ret_why)
{
	if (!of(a)->harmless[atoi(p->id)])
		return 0;
	*ret_why = strdup("documentation");
	return 1;
}

static int without(struct axis *a, const struct point *p, struct point *ret, char **ret_why)
{
	(void)p;
	if (of(a)->without != WITHOUT_CONFLICTS)
		return point_set(ret, "without", NULL);
	*ret_why = strdup("conflict in x.c");
	return 1;
}

static int before(struct axis *a, const struct point *p, struct points *ret)
{
	char id[24];
	const int r = axis_line_before(a, p, ret);

	snprintf(id, sizeof(id), "%zu", of(a)->merged);
	return r || !of(a)->merged ? r : points_add(ret, id, NULL);
}

static const struct axis_kind kind = {
	.noun = "point",
	.nouns = "points",
	.ends = axis_line_ends,
	.next = axis_line_next,
	.mark = axis_line_mark,
	.forget = axis_line_forget,
	.suspects = axis_line_suspects,
	.before = before,
	.steps_left = axis_line_steps_left,
	.prepare = prepare,
	.harmless = harmless,
	.without = without,
	.describe = axis_line_describe,
};

static enum answer ready(void *arg, const struct prepared *prepared, struct observation *o)
{
	struct simulated *s = arg;

	(void)prepared;
	s->builds++;
	if (s->at < POINTS_MAX && s->unbuildable[s->at])
		return observation_set(o, ANSWER_UNTESTABLE, "it does not compile");
	o->kernel = strdup("simulated");
	if (s->at < POINTS_MAX && s->image[s->at])
		snprintf(o->image, sizeof(o->image), "%064d", s->image[s->at]);
	o->ready_ms = 1000;
	return ANSWER_NONE;
}

static enum answer ask(void *arg, const char *logs, struct observation *o)
{
	struct simulated *s = arg;

	assert_null(logs);
	s->boots++;
	o->ask_ms = 100;
	if (s->at == POINTS_MAX)
		return observation_set(
			o, s->without == WITHOUT_BAD ? ANSWER_BAD : ANSWER_GOOD, "without");
	s->trials[s->at]++;
	if (s->stop_at_step && s->at && s->at != s->n - 1)
		return observation_set(o, ANSWER_STOP, "the disk is full");
	if (chance(s) < s->stray)
		return observation_set(o, ANSWER_UNTESTABLE, "a stray crash");
	bool bad = chance(s) < (s->at >= s->culprit ? s->bad_rate : s->good_rate);
	if (s->lies[s->at]) {
		s->lies[s->at]--;
		bad = s->at < s->culprit;
	}
	return observation_set(o, bad ? ANSWER_BAD : ANSWER_GOOD, "said");
}

/* @n points, of which those from @culprit on are bad each time. */
static void begin(struct simulated *s, size_t n, size_t culprit, uint64_t seed)
{
	*s = (struct simulated){.axis.axis.kind = &kind,
		.n = n,
		.culprit = culprit,
		.bad_rate = 1,
		.random = seed * 7919 + 1};
	for (size_t i = 0; i < n; i++) {
		char id[16];
		snprintf(id, sizeof(id), "%zu", i);
		assert_int_equal(points_add(&s->axis.line.points, id, NULL), 0);
	}
	assert_int_equal(line_begin(&s->axis.line), 0);
}

static int search(struct simulated *s, struct finding *f)
{
	const struct judge judge = {.ready = ready, .ask = ask, .arg = s};
	const struct search of = {
		.axis = &s->axis.axis, .judge = &judge, .repeats = 3, .confidence = 95};

	*f = (struct finding){0};
	const int r = search_run(f, &of);
	line_clear(&s->axis.line);
	return r;
}

static size_t named(const struct finding *f)
{
	return f->found == FOUND_CULPRIT ? (size_t)atoi(f->suspects.list[0].id) : 0;
}

static int64_t log2_steps(size_t n)
{
	return (int64_t)ceil(log2((double)(n - 1)));
}

static void steady(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 2, 1, seed);
		const size_t n = 2 + draw(&s) % (POINTS_MAX - 2), culprit = 1 + draw(&s) % (n - 1);
		line_clear(&s.axis.line);
		begin(&s, n, culprit, seed);
		assert_int_equal(search(&s, &f), 0);
		assert_int_equal(named(&f), culprit);
		assert_true(f.steps <= log2_steps(n));
		assert_true(f.confidence + 1e-6 >= 95);
		assert_int_equal(f.trials_each, 1);
		assert_int_equal(f.parents.n, 1);
		assert_int_equal(atoi(f.parents.list[0].id), culprit - 1);
		/* each end three times, each step once, the culprit and its parent three times */
		assert_true(s.boots <= 6 + f.steps + 6 + 1);
		const struct tally *t = finding_tally(&f, f.suspects.list[0].id);
		assert_int_equal(t->again_bad, 3);
		assert_int_equal(t->again_good, 0);
		assert_string_equal(f.described, f.suspects.list[0].title);
		finding_clear(&f);
	}
}

/* Of points that cannot be judged nothing is said but that it may be one of them. */
static void skips(void **state)
{
	int ranges = 0, strayed = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 2000; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 64, 1 + seed % 63, seed);
		for (size_t i = 1; i < 63; i++)
			s.unbuildable[i] = draw(&s) % 4 == 0;
		s.stray = seed % 2 ? 0.1 : 0;
		const int r = search(&s, &f);
		if (r || f.found == FOUND_NOTHING) { /* three strays in a row */
			assert_true(s.stray > 0);
			assert_true(r ? r == -ENODATA : !!strstr(f.why, "cannot be judged again"));
			strayed++;
			finding_clear(&f);
			continue;
		}
		const size_t first = (size_t)atoi(f.suspects.list[0].id);
		assert_true(first <= s.culprit && s.culprit < first + f.suspects.n);
		assert_true((f.found == FOUND_RANGE) == (f.suspects.n > 1));
		assert_true((f.found == FOUND_RANGE) == !!f.why);
		ranges += f.found == FOUND_RANGE;
		for (size_t i = 1; i < 63; i++)
			assert_true(!s.unbuildable[i] || !s.trials[i]);
		finding_clear(&f);
	}
	assert_in_range(ranges, 200, 1800);
	assert_in_range(strayed, 0, 40);
}

/*
 * One end varies: a wrong culprit is rarer than the confidence allows, and nearly always the right
 * one is named.
 */
static void one_varies(double bad_rate, double good_rate, int least)
{
	int right = 0, wrong = 0, refused = 0;

	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 40, 1 + seed % 39, seed);
		s.bad_rate = bad_rate;
		s.good_rate = good_rate;
		const int r = search(&s, &f);
		assert_true(!r || r == -ENODATA); /* the ends answer alike by chance */
		const size_t it = named(&f);
		right += it == s.culprit;
		wrong += it && it != s.culprit;
		refused += !it;
		assert_true(it || r || f.why);
		finding_clear(&f);
	}
	print_message("bad in %.0f %%, and before in %.0f %%: %d right, %d wrong, %d none\n",
		100 * bad_rate, 100 * good_rate, right, wrong, refused);
	assert_true(wrong <= 20); /* 2 %; 95 % sure allows 5 */
	assert_true(right >= least);
}

static void bad_varies(void **state)
{
	(void)state;
	one_varies(0.8, 0, 900);
	one_varies(0.5, 0, 700);
	one_varies(0.3, 0, 400);
}

static void good_varies(void **state)
{
	(void)state;
	one_varies(1, 0.2, 900);
	one_varies(1, 0.5, 700);
}

static void slightly(void **state)
{
	(void)state;
	one_varies(1, 0.02, 900);
	one_varies(0.98, 0, 900);
	one_varies(0.97, 0.03, 900);
	one_varies(0.9, 0.1, 300);
}

/* Both ends vary: nothing is searched. */
static void both_vary(void **state)
{
	int searched = 0, wrong = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 300; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 40, 20, seed);
		s.bad_rate = 0.55;
		s.good_rate = 0.45;
		const int r = search(&s, &f);
		assert_true(!r || r == -ENODATA);
		wrong += named(&f) && named(&f) != 20;
		searched += f.steps > 0;
		if (!r && !f.steps) {
			assert_int_equal(f.found, FOUND_NOTHING);
			assert_non_null(strstr(f.why, "neither end is steady"));
		}
		finding_clear(&f);
	}
	assert_true(searched < 200);
	assert_true(wrong <= 15);
}

/* No point differs from its neighbour: a culprit is named less often than confidence allows. */
static void no_culprit(void **state)
{
	int wrong = 0, n = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 40, 0, seed);
		s.bad_rate = (double)(seed % 9 + 1) / 10;
		const int r = search(&s, &f);
		assert_true(!r || r == -ENODATA);
		n++;
		wrong += f.found == FOUND_CULPRIT;
		finding_clear(&f);
	}
	print_message("no culprit: named in %d of %d\n", wrong, n);
	assert_true(wrong * 100 <= n * 5);
}

/* A point lies once: it is found, said, and searched past. */
static void lies(void **state)
{
	int searched_past = 0;

	(void)state;
	for (uint64_t seed = 0; seed < 1000; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 64, 1 + seed % 63, seed);
		for (size_t i = 1; i < 63; i++)
			s.lies[i] = draw(&s) % 6 == 0;
		assert_int_equal(search(&s, &f), 0);
		assert_int_equal(named(&f), s.culprit);
		searched_past += f.n_notes > 0;
		finding_clear(&f);
	}
	assert_true(searched_past > 200);
}

/* The search ends at a point that cannot be it. */
static void surely_wrong(void **state)
{
	struct simulated s;
	struct finding f;

	(void)state;
	begin(&s, 64, 41, 1);
	s.lies[31] = 1; /* the first step: bad; so that 1 to 31 are suspected */
	for (size_t i = 1; i < 41; i++)
		s.harmless[i] = true;
	assert_int_equal(search(&s, &f), 0);
	assert_int_equal(named(&f), 41);
	assert_int_equal(f.n_notes, 1);
	assert_non_null(strstr(f.notes[0], "31 changes no verdict: documentation"));
	finding_clear(&f);

	/* and it answers so each time: no culprit is named */
	begin(&s, 64, 41, 1);
	s.harmless[41] = true;
	assert_int_equal(search(&s, &f), 0);
	assert_int_equal(f.found, FOUND_NOTHING);
	assert_int_equal(f.n_notes, 2);
	assert_non_null(strstr(f.why, "41 changes no verdict"));
	finding_clear(&f);
}

/* A kernel that was judged before is not booted again, but for the repeats. */
static void same_kernels(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct simulated s;
		struct finding f;
		begin(&s, 128, 1 + seed % 127, seed);
		for (size_t i = 0; i < 128; i++) /* only the culprit changes the kernel */
			s.image[i] = i < s.culprit ? 1 : 2;
		assert_int_equal(search(&s, &f), 0);
		assert_int_equal(named(&f), s.culprit);
		int64_t known = 0;
		for (size_t i = 0; i < f.n_tallies; i++)
			known += f.tallies[i].known;
		assert_int_equal(known, f.steps);
		/* the ends, the repeats, and without the culprit */
		assert_int_equal(s.boots, 6 + 6 + 1);
		finding_clear(&f);
	}
}

/* A second parent, judged for the first time at the end, has the culprit's kernel. */
static void same_as_other_parent(void **state)
{
	struct simulated s;
	struct finding f;

	(void)state;
	begin(&s, 128, 100, 1);
	s.merged = 1;
	assert_int_equal(search(&s, &f), 0);
	assert_int_equal(named(&f), 100);
	finding_clear(&f);
	begin(&s, 128, 100, 1);
	s.merged = 1;
	s.image[1] = s.image[100] = 9;
	assert_int_equal(search(&s, &f), 0);
	assert_int_equal(f.found, FOUND_NOTHING);
	assert_non_null(strstr(f.why, "the same kernel"));
	finding_clear(&f);
}

static void reverted(void **state)
{
	static const enum without all[] = {WITHOUT_GOOD, WITHOUT_BAD, WITHOUT_CONFLICTS};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		struct simulated s;
		struct finding f;
		begin(&s, 8, 5, 1);
		s.without = all[i];
		assert_int_equal(search(&s, &f), 0);
		assert_int_equal(named(&f), 5);
		assert_int_equal(f.without_is, all[i]);
		assert_true(!!f.without == (all[i] != WITHOUT_CONFLICTS));
		assert_true(!!f.without_why == (all[i] == WITHOUT_CONFLICTS));
		assert_null(finding_tally(&f, "without"));
		finding_clear(&f);
	}
}

/* What is the same at every point ends the search. */
static void stops(void **state)
{
	struct simulated s;
	struct finding f;

	(void)state;
	begin(&s, 8, 5, 1);
	s.stop_at_step = true;
	assert_int_equal(search(&s, &f), -EIO);
	assert_int_equal(s.boots, 7);
}

static void fisher(void **state)
{
	static const struct {
		struct counts culprit, parent;
		double chance;
	} rows[] = {
		{{0, 3, 0}, {3, 0, 0}, 0.05},
		{{0, 4, 0}, {4, 0, 0}, 1.0 / 70},
		{{1, 2, 0}, {3, 0, 0}, 0.2},
		{{0, 3, 0}, {2, 1, 0}, 0.2},
		{{0, 3, 0}, {0, 3, 0}, 1},
		{{3, 0, 0}, {3, 0, 0}, 1},
		{{0, 1, 0}, {1, 0, 0}, 0.5},
		{{3, 7, 0}, {8, 2, 0}, 0.034889}, /* sum of C(10,i) C(10,9-i) / C(20,9) */
		{{0, 0, 0}, {0, 0, 0}, 1},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_true(fabs(rule_chance(&rows[i].culprit, &rows[i].parent) - rows[i].chance) <
			    1e-5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fisher),
		cmocka_unit_test(steady),
		cmocka_unit_test(skips),
		cmocka_unit_test(bad_varies),
		cmocka_unit_test(good_varies),
		cmocka_unit_test(slightly),
		cmocka_unit_test(both_vary),
		cmocka_unit_test(no_culprit),
		cmocka_unit_test(lies),
		cmocka_unit_test(surely_wrong),
		cmocka_unit_test(same_kernels),
		cmocka_unit_test(same_as_other_parent),
		cmocka_unit_test(reverted),
		cmocka_unit_test(stops),
	};

	diag_verbosity = -1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
