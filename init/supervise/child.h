/* SPDX-License-Identifier: GPL-2.0-only */
/* A process that works for PID 1, on what may kill it: begun, bounded, ended, reaped. */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid;   /* 0 once it is reaped */
	bool killed; /* it had not ended by itself */
	int pipe;    /* its records, a packet each */
	int go;	     /* takes a byte for each begin record that was passed on */
	int status;  /* wait(2), once it is reaped */
};

/* Once, before the first.  @guest: every other process may be killed (settings.h). */
void child_init(bool guest);

/*
 * What it does: records, a packet each, to @fd; a byte comes from @go for each begin among them.
 * It ends by _exit().
 */
typedef void child_work(const void *data, int fd, int go);

/* 0, or -errno where there is no child to be had. */
int child_start(struct child *ret, child_work *work, const void *data);

/*
 * Wait for its end where it is about to go @by_itself, then kill whatever is not PID 1, and reap, a
 * bounded time.
 */
void child_end(struct child *c, bool by_itself);

#endif
