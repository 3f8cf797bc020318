/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long a guest may take, by the host's clock.  Pure: the caller says what time it is.
 *
 *	until hello	HELLO_SECONDS.  Every LOOK_SECONDS the processor is looked at: a kernel that
 *			died before its console began has halted with interrupts off.
 *	until the plan	HELLO_SECONDS after each record, ticks included: /init checks the docket.
 *	one step	The program's time (--program-timeout) for a program, and for what comes
 *			between two programs.  Then /init is ordered to stop it and has
 *			STOP_SECONDS to do so.  Ticks, logs, splats and reports are no progress;
 *			each program of an object that is loaded as a whole is.
 *	silence		SILENCE_SECONDS between two records.  If no program and no whole has begun,
 *			the boot ends.  While one runs, the processor is looked at once in a
 *			silence: on a kernel that is not preemptible the verifier may keep PID 1 off
 *			the only processor for all of the program's time.
 */
#ifndef VM_DEADLINE_H
#define VM_DEADLINE_H

#include "vm/gather.h"

#define HELLO_SECONDS	120
#define SILENCE_SECONDS 30
#define STOP_SECONDS	30
#define LOOK_SECONDS	5

struct deadline {
	/* how long */
	int64_t hello_limit_ms, silence_limit_ms, stop_limit_ms, program_limit_ms;
	/* when, by the caller's clock; 0: not yet */
	int64_t started_ms;
	int64_t record_ms;    /* the last record came */
	int64_t progress_ms;  /* the last record that is progress came */
	int64_t stop_sent_ms; /* /init was ordered to stop what it still does */
	int64_t looked_ms;    /* the processor was looked at in this silence */
};

enum due {
	DUE_NOTHING,
	DUE_LOOK, /* look at the processor, and end the boot where it is stuck */
	DUE_STOP, /* order /init to stop what it does */
	DUE_END,
};

void deadline_start(struct deadline *d, int64_t now_ms, int64_t program_timeout_s);
/* @g took a record. */
void deadline_record(struct deadline *d, const struct gather *g, int64_t now_ms);
/* The next moment at which something is due. */
int64_t deadline_next(const struct deadline *d, const struct gather *g);
/* What is due, which counts as done from then on.  With DUE_END @why says so, for people. */
enum due deadline_due(
	struct deadline *d, const struct gather *g, int64_t now_ms, char *why, size_t size);

#endif
