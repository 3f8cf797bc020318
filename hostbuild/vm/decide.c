// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done after each end of a boot.  "Current" is what had begun and had no result: a program,
 * an object that was being loaded as a whole, or both.  The first row that fits decides;
 * doc/house.md has the same table.
 *
 *	how the boot ended				current	done
 *
 *	complete					-	done
 *	/init cannot judge, or BOOTS_MAX boots		-	give up
 *	a larger guest is needed and to be had		-	again at the same place, larger
 *	panicked in a kernel worker or an interrupt,	yes	give up: an earlier program may
 *	  others judged before in this boot			  be the cause
 *	panicked					yes	blame: crashed
 *	hung (a deadline passed)			yes	blame: timeout
 *	panicked, some judged before in this boot	no	give up: one of them may be the
 *								  cause
 *	first time here: all judged, no end record	-	again from where this boot began
 *	first time here: the runner failed, garbled,	-	again at the same place
 *	  or /init gave the program up by its clock
 *	first time here: else, some were judged		-	again from where this boot began
 *	first time here: else				-	again at the same place
 *	garbled, or before the plan, or all judged	-	give up
 *	else						yes	blame: error, or timeout if /init
 *								  gave it up twice by its clock
 *	else						no	skip the object
 *
 * A panic and a hang are the kernel's doing: what is current is blamed.  Any other end may be the
 * machine's doing, so the same place is tried once more.  A panic after programs were judged is not
 * tried again if one of them may be the cause: the next boot would lack that cause, and would prove
 * nothing.
 *
 * Where both a program and the whole are current, both are blamed.  A whole that was blamed is not
 * loaded again: the programs without a result follow, each alone.  "At the same place" is the start
 * of the object where its whole is current, since a whole has no middle to go on from.
 */
#include "vm/decide.h"

enum step trial_decide(const struct death *d)
{
	const bool panicked = d->outcome == OUTCOME_PANICKED;
	const bool current = d->program_open || d->whole_open;

	if (d->outcome == OUTCOME_COMPLETE)
		return STEP_DONE;
	if (d->fault || d->boots >= BOOTS_MAX)
		return STEP_GIVE_UP;
	if (d->outcome == OUTCOME_MEMORY)
		return STEP_LARGER;
	if (panicked && d->deferred && current && !d->alone)
		return STEP_GIVE_UP;
	if (current && (panicked || d->outcome == OUTCOME_HUNG))
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
	return current ? STEP_BLAME : STEP_SKIP;
}
