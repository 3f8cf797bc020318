/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For tests of /init: a child that sends records, as PID 1 would start and read it (init/send.h).
 */
#ifndef TESTS_FIXTURE_RECORDS_H
#define TESTS_FIXTURE_RECORDS_H

#include "verdict/record.h"

#include <stdbool.h>
#include <sys/types.h>

struct record_pipe {
	pid_t pid;
	int records; /* a packet each */
	int go;	     /* takes one byte for each begin record */
};

/*
 * Run @work in a child; an alarm ends it after 100 seconds.  Its exit status is 7 where @work
 * returns.
 */
typedef void record_work(const void *data, int fd, int go);
struct record_pipe record_pipe_open(record_work *work, const void *data);

/* The next record, which the caller clears; false at the end.  Fails the test if it is none. */
bool record_pipe_read(struct record_pipe *p, struct record *ret);

/* Close the pipes and wait: the child's wait status. */
int record_pipe_close(struct record_pipe *p);

#endif
