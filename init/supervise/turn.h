/* SPDX-License-Identifier: GPL-2.0-only */
/* One child from its start to its end: its records, its deadline, and splats meanwhile. */
#ifndef INIT_TURN_H
#define INIT_TURN_H

#include "settings.h"
#include "supervise/child.h"
#include "supervise/splats.h"
#include "verdict/record.h"

enum turn_end {
	TURN_FINISHED,	  /* it sent its last record and closed the pipe */
	TURN_DIED,	  /* it closed the pipe before that */
	TURN_TIMED_OUT,	  /* the deadline passed, or the host ordered a stop */
	TURN_LIED,	  /* it sent what is no record, or none that it may send at that point */
	TURN_STOPPED,	  /* accept() set @stopped: it was killed */
	TURN_NOT_STARTED, /* there was no process, or no pipe */
};

struct turn {
	child_work *work; /* what the child does with @data */
	/*
	 * Whether the child may send @r now.  If so, passes it on, and sets @finished with the last
	 * one, or @stopped where the child is to judge no further.  The record is cleared after the
	 * call.
	 */
	bool (*accept)(struct turn *t, struct record *r);
	void *data;
	struct suspect *suspect; /* its pid is set; NULL for a survey, which no splat belongs to */
	/* Set by turn_run(). */
	struct child child;
	bool finished, stopped;
};

/* Before the first turn. */
void turn_init(const struct settings *settings);

/* Start a child, pass on what it sends, and end it.  Every process it started is killed. */
enum turn_end turn_run(struct turn *t);

#endif
