/* SPDX-License-Identifier: GPL-2.0-only */
/* What is done after a boot.  Pure; the table is in decide.c. */
#ifndef VM_DECIDE_H
#define VM_DECIDE_H

#include "result/result.h"

#include <stdbool.h>

/* Boots of one trial: enough for a handful of programs that kill their kernel. */
#define BOOTS_MAX 16

enum step {
	STEP_DONE,
	STEP_AGAIN,  /* boot once more, at the same place; with an open whole, where it began */
	STEP_LARGER, /* the same, with more memory */
	STEP_REWIND, /* drop the verdicts of this boot, and boot once more from where it began */
	STEP_BLAME,  /* what is current gets the verdict; boot, and go on after it */
	STEP_SKIP,   /* leave the current object unknown; boot, and go on after it */
	STEP_GIVE_UP,
};

/* How a boot ended. */
struct death {
	enum outcome outcome;
	bool plan;	   /* the plan record came: /init was about to judge */
	bool fault;	   /* /init reports that it cannot judge, or has no port for its records */
	bool program_open; /* a program had begun and had no result */
	bool whole_open;   /* an object was being loaded as a whole, maybe that program in it */
	bool judged;	   /* one of these, or programs of this boot have results */
	/*
	 * the kernel died in a worker or an interrupt, of what any earlier program may have caused
	 */
	bool deferred;
	bool alone;	 /* no program of this boot has a result */
	bool all_judged; /* every object ended; only the end record is missing */
	int tries_here;	 /* boots that ended at this very place, this one included */
	int boots;	 /* of the trial, this one included */
};
enum step trial_decide(const struct death *d);

#endif
