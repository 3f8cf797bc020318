// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decisions after a boot: the whole table; every sequence of deaths ends, and none ends green.
 */
#include "vm/decide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define BOOTS_BOUND 16
#define OUTCOMES    (OUTCOME_GARBLED + 1)

/* Invariants after any incomplete boot. */
static void check_step(const struct death *d, enum step s)
{
	const bool panicked = d->outcome == OUTCOME_PANICKED, hung = d->outcome == OUTCOME_HUNG;
	const bool runner_failed = d->outcome == OUTCOME_INFRA,
		   garbled = d->outcome == OUTCOME_GARBLED;
	const bool current = d->program_open || d->whole_open;

	/* boots are bounded, and /init is believed where it reports that it cannot judge */
	if (d->boots >= BOOTS_BOUND || d->fault) {
		assert_int_equal(s, STEP_GIVE_UP);
		return;
	}
	/* a guest that was too small proves nothing but that */
	assert_int_equal(s == STEP_LARGER, d->outcome == OUTCOME_MEMORY);
	if (s == STEP_LARGER)
		return;
	/* a worker may have died of what an earlier program did */
	if (panicked && d->deferred && current && !d->alone) {
		assert_int_equal(s, STEP_GIVE_UP);
		return;
	}
	/* only what is current is blamed, and it is not skipped */
	if (s == STEP_BLAME)
		assert_true(current);
	if (s == STEP_SKIP)
		assert_true(d->plan && !current);
	/* the kernel's own death is never repeated with what was current */
	if ((panicked || hung) && current)
		assert_int_equal(s, STEP_BLAME);
	/* a first death is a program's fault only where the kernel panicked or fell silent */
	if (d->tries_here == 1 && s == STEP_BLAME)
		assert_true(panicked || hung);
	/* damage on the wire is no program's fault */
	if (garbled)
		assert_true(s == STEP_AGAIN || s == STEP_GIVE_UP ||
			    (d->all_judged && s == STEP_REWIND));
	/* the same place is tried twice at most */
	if (d->tries_here >= 2)
		assert_true(s != STEP_AGAIN && s != STEP_REWIND);
	/*
	 * verdicts are kept where the current program or the runner ended the boot, and no others
	 */
	if (s == STEP_AGAIN)
		assert_true(!d->all_judged && (!d->judged || runner_failed || garbled));
	/* another boot proves nothing of a panic that no current program caused */
	if (panicked && d->judged && !current)
		assert_int_equal(s, STEP_GIVE_UP);
	/* no trial is done without its end record */
	if (d->all_judged)
		assert_true(s == STEP_REWIND || s == STEP_GIVE_UP);
	/* a boot that did not come to the plan says nothing of an object */
	if (!d->plan && !current)
		assert_true(s == STEP_AGAIN || s == STEP_REWIND || s == STEP_GIVE_UP);
}

static void the_whole_table(void **state)
{
	size_t cells = 0;

	(void)state;
	for (int bits = 0; bits < OUTCOMES * 512; bits++)
		for (int tries = 1; tries <= 4; tries++)
			for (int boots = tries; boots <= BOOTS_BOUND + 1; boots++) {
				const struct death d = {
					.outcome = (enum outcome)(bits / 512),
					.plan = bits & 2,
					.fault = bits & 4,
					.program_open = bits & 8,
					.whole_open = bits & 256,
					.judged = bits & (8 | 16 | 256),
					.all_judged = (bits & (8 | 32 | 256)) == 32,
					.deferred = bits & 64,
					.alone = bits & 128,
					.tries_here = tries,
					.boots = boots,
				};
				const enum step s = trial_decide(&d);
				cells++;
				assert_int_equal(s == STEP_DONE, d.outcome == OUTCOME_COMPLETE);
				if (s != STEP_DONE)
					check_step(&d, s);
			}
	assert_int_equal(cells, OUTCOMES * 512 * (17 + 16 + 15 + 14));
}

/* A docket, and the seed by which each boot's end is drawn. */
struct world {
	int objects, programs; /* programs of each object */
	unsigned int draw;
};

static unsigned int draw(struct world *w, unsigned int below)
{
	w->draw = w->draw * 1664525u + 1013904223u;
	return (w->draw >> 8) % below;
}

/* Boot, decide and go on as trial.c does.  False where it has no end. */
static bool run_trial(struct world *w, int *ret_boots, bool *ret_complete)
{
	int object = 0, program = 0, last_object = -1, last_program = -1, tries = 0, boots = 0;
	bool last_program_open = false, last_whole_open = false, whole_done = false, lost = false;

	for (;;) {
		struct death d = {.outcome = (enum outcome)draw(w, OUTCOMES)};
		const int from_object = object, from_program = program;
		const bool from_whole = whole_done;
		d.plan = draw(w, 4) > 0 && draw(w, 4) > 0;
		if (d.plan) {
			/* up to two programs get a result */
			for (unsigned int more = draw(w, 3); more && object < w->objects; more--)
				if (++program >= w->programs) {
					object++;
					program = 0;
					whole_done = false;
				}
			d.program_open = object < w->objects && draw(w, 2);
			/* or what came of this object came in its whole, which is not over */
			d.whole_open = object < w->objects && !whole_done &&
				       (object != from_object || !from_program) && draw(w, 2);
			d.judged = d.program_open || d.whole_open || object != from_object ||
				   program != from_program;
			d.all_judged = object >= w->objects;
		}
		if (d.outcome == OUTCOME_COMPLETE &&
			(!d.plan || d.program_open || d.whole_open || object < w->objects))
			d.outcome = OUTCOME_TRUNCATED; /* gather.c says so of no such boot */
		d.boots = ++boots;
		tries = object == last_object && program == last_program &&
					d.program_open == last_program_open &&
					d.whole_open == last_whole_open
				? tries + 1
				: 1;
		last_object = object;
		last_program = program;
		last_program_open = d.program_open;
		last_whole_open = d.whole_open;
		d.tries_here = tries;
		if (boots > 10 * BOOTS_BOUND)
			return false;
		switch (trial_decide(&d)) {
		case STEP_DONE:
			*ret_complete = !lost;
			*ret_boots = boots;
			return true;
		case STEP_GIVE_UP:
			*ret_complete = false;
			*ret_boots = boots;
			return true;
		case STEP_BLAME:
			assert_true(d.program_open || d.whole_open);
			program += d.program_open;
			whole_done |= d.whole_open;
			break;
		case STEP_SKIP:
			lost = true;
			object++;
			program = 0;
			whole_done = false;
			break;
		case STEP_REWIND:
			object = from_object;
			program = from_program;
			whole_done = from_whole;
			break;
		case STEP_AGAIN:
		case STEP_LARGER:
			program = d.whole_open ? 0 : program;
			break;
		}
		if (object >= w->objects && lost) {
			*ret_complete = false;
			*ret_boots = boots;
			return true;
		}
	}
}

static void every_trial_ends(void **state)
{
	int complete = 0, most = 0;

	(void)state;
	for (unsigned int seed = 0; seed < 200000; seed++) {
		struct world w = {.objects = 1 + seed % 5, .programs = 1 + seed % 3, .draw = seed};
		bool done = false;
		int boots = 0;
		if (!run_trial(&w, &boots, &done))
			fail_msg("seed %u: no end", seed);
		assert_true(boots <= BOOTS_BOUND);
		complete += done;
		most = boots > most ? boots : most;
	}
	assert_true(complete > 0 && most > 4);
}

/* Each outcome over and over, at each stage. */
static void repeated_deaths_end(void **state)
{
	(void)state;
	for (int o = 0; o < OUTCOMES; o++)
		for (int stage = 0; stage < 6; stage++) {
			struct death d = {
				.outcome = (enum outcome)o,
				.plan = stage > 1,
				.program_open = stage == 3 || stage == 4,
				.whole_open = stage > 3,
				.judged = stage > 2,
			};
			if (o == OUTCOME_COMPLETE)
				continue;
			for (d.boots = d.tries_here = 1;; d.boots++) {
				enum step s = trial_decide(&d);
				assert_true(d.boots <= BOOTS_BOUND);
				assert_int_not_equal(s, STEP_DONE);
				if (s == STEP_GIVE_UP)
					break;
				/* blamed or skipped: the next death is at another place */
				d.tries_here =
					s == STEP_AGAIN || s == STEP_REWIND ? d.tries_here + 1 : 1;
			}
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_table),
		cmocka_unit_test(every_trial_ends),
		cmocka_unit_test(repeated_deaths_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
