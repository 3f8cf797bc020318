// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is done after each end of a boot.  "Current" is the program that had begun and had no
 * result.  The first row that fits decides; doc/house.md has the same table.
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
 * A panic and a hang are the kernel's doing: while a program is current, that program is blamed.
 * Any other end may be the machine's doing, so the same place is tried once more.  A panic after
 * programs were judged is not tried again if one of them may be the cause: the next boot would lack
 * that cause, and would prove nothing.
 */
#include "vm/decide.h"

enum step trial_decide(const struct death *d)
{
	const bool panicked = d->outcome == OUTCOME_PANICKED;

	if (d->outcome == OUTCOME_COMPLETE)
		return STEP_DONE;
	if (d->fault || d->boots >= BOOTS_MAX)
		return STEP_GIVE_UP;
	if (d->outcome == OUTCOME_MEMORY)
		return STEP_LARGER;
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
