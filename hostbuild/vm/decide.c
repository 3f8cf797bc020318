// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done after each end of a boot.  "Current" is the program that had begun and had no
 *result. The first row that fits decides; doc/house.md has the same table.
 *
 *	how the boot ended				current	done
 *
 *	complete					-	done
 *	/init cannot judge, or BOOTS_MAX boots		-	given up
 *	panicked in a kernel worker or an interrupt,	yes	given up: an earlier program may
 *have programs of this boot have results			  caused it panicked
 *yes	blamed: crashed hung (a deadline passed)			yes	blamed: timeout
 *	panicked, programs of this boot have results	no	given up: one of them may have
 *caused it first time here: all judged, no end record	-	again, from where this boot began
 *	first time here: the runner failed, or garbled,	-	again, at the same place
 *	  or /init gave the program up by its own clock
 *	first time here: else, programs were judged	-	again, from where this boot began
 *	first time here: else				-	again, at the same place
 *	garbled, or before the plan, or all judged	-	given up
 *	else						yes	blamed: error, or timeout where
 * /init gave the program up by its own clock else						no
 *the object is skipped
 *
 * A panic is the kernel's own word, and a hang is its silence: while a program is current, either
 *is the program's doing.  All other ends may be the machine's doing, so the same place is tried
 *once more.  A panic after programs were judged is not tried again where one of them may have left
 *its cause: the next boot would not have that cause, and would prove nothing.
 */
#include "vm/decide.h"

enum step trial_decide(const struct death *d)
{
	const bool panicked = d->outcome == OUTCOME_PANICKED;

	if (d->outcome == OUTCOME_COMPLETE)
		return STEP_DONE;
	if (d->fault || d->boots >= BOOTS_MAX)
		return STEP_GIVE_UP;
	if (panicked && d->deferred && d->program_open && !d->alone)
		return STEP_GIVE_UP;
	if (d->program_open && (panicked || d->outcome == OUTCOME_HUNG))
		return STEP_BLAME;
	if (panicked && d->judged)
		return STEP_GIVE_UP;
	if (d->tries_here < 2) {
		const bool not_the_guest =
			d->outcome == OUTCOME_INFRA || d->outcome == OUTCOME_GARBLED;
		return d->all_judged || (d->judged && !not_the_guest) ? STEP_REWIND : STEP_AGAIN;
	}
	if (d->outcome == OUTCOME_GARBLED || !d->plan || d->all_judged)
		return STEP_GIVE_UP;
	return d->program_open ? STEP_BLAME : STEP_SKIP;
}
