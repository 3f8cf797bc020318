/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of make: its output goes to a log, and progress is shown by the objects it makes. */
#ifndef KERNEL_MAKE_WATCH_H
#define KERNEL_MAKE_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAKE_SILENCE_MS (30 * 60 * 1000) /* a link with LTO prints nothing for that long */

struct make_watch {
	const char *release; /* for progress: "6.12.117" */
	bool dry;	     /* `make -n`: count the objects, show nothing */
	size_t expected;     /* number of objects that will be made; 0: unknown */
	int log;	     /* descriptor; -1: none */
	size_t log_left;     /* bytes that may still be written to it */
	int lock;	     /* descriptor that make inherits; 0: none */
	/* set by make_watch_run() */
	size_t objects; /* made so far */
	int64_t started_ms;
	/* private */
	size_t printed_percent;
	int64_t drawn_ms, printed_ms;
	char line[4096];
	size_t len;
};

/*
 * Run @argv until it ends.  0 with its wait status in @ret_status; -EINTR after a signal to this
 * process, on which make got SIGTERM and 30 s to delete its unfinished targets; -ETIMEDOUT, not
 * reported, after MAKE_SILENCE_MS without output; another -errno, reported.
 */
int make_watch_run(struct make_watch *m, char *const argv[], int *ret_status);

#endif
