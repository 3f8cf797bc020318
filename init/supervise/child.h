/* SPDX-License-Identifier: GPL-2.0-only */
/* A process that does for PID 1 what may kill it: started, confined, ended and reaped. */
#ifndef INIT_CHILD_H
#define INIT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

struct child {
	pid_t pid;   /* 0 once it is reaped */
	bool killed; /* PID 1 killed it: it did not end by itself */
	int pipe;    /* its records, one packet each (packet.h) */
	int go;	     /* write one byte for each begin record that was passed on; never blocks */
	int status;  /* of wait(2), once it is reaped */
};

/*
 * Once, before the first child.  @guest: all other processes are children or orphans of children,
 * and may be killed (settings.h).
 */
void child_init(bool guest);

/*
 * What a child does.  It writes its records to @fd, and reads a byte from @go after each begin
 * record.  It ends by _exit().
 */
typedef void child_work(const void *data, int fd, int go);

/* Start a confined child: 0, or -errno where there is no pipe or no process. */
int child_start(struct child *ret, child_work *work, const void *data);

/*
 * End a child, reap it and close its pipes.  @by_itself: it is about to end, and gets 10 s for
 * that. Then it and all that it started are killed.  One that is not gone 10 s later keeps its
 * @c->pid.
 */
void child_end(struct child *c, bool by_itself);

#endif
