/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How long a guest may take, by the host's clock.  Pure: the caller says what time it is.
 *
 *	until hello			HELLO_SECONDS, and the processor is looked at each
 *LOOK_SECONDS: a kernel that died before its console began has halted with interrupts off until the
 *docket is checked	HELLO_SECONDS, and each tick begins them anew one program, or what comes
 *	before the next one begins	the program's time (--program-timeout), then it is told to
 *stop, then STOP_SECONDS until that is done; ticks, logs, splats and reports are no progress
 *	between two signs of life	SILENCE_SECONDS, but not while a program has begun: the
 *verifier may keep the one processor of a kernel that is not preemptible from PID 1 for all of the
 *program's time.  Then the processor is looked at.
 */
#ifndef VM_DEADLINE_H
#define VM_DEADLINE_H

#include "vm/gather.h"

#define HELLO_SECONDS	120
#define SILENCE_SECONDS 30
#define STOP_SECONDS	30
#define LOOK_SECONDS	5

struct deadline {
	int64_t hello_ms, silence_ms, stop_ms, program_ms; /* how long */
	/*
	 * when, in the caller's milliseconds: it began; a record came; one came that is progress;
	 * the guest was told to stop what it is at; its processor was looked at in this silence; 0:
	 * not yet
	 */
	int64_t started, heard, progress, stopped, looked;
};

enum due {
	DUE_NOTHING,
	DUE_LOOK, /* is the processor stuck?  Then end it */
	DUE_STOP, /* tell the guest to stop what it is at */
	DUE_END,
};

void deadline_start(struct deadline *d, int64_t now, int64_t program_timeout_s);
/* A record came. */
void deadline_heard(struct deadline *d, const struct gather *g, int64_t now);
/* The next moment at which something is due. */
int64_t deadline_next(const struct deadline *d, const struct gather *g);
/* What is due, and is taken as done; with DUE_END why, for people. */
enum due deadline_due(
	struct deadline *d, const struct gather *g, int64_t now, char *why, size_t size);

#endif
