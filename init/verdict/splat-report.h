/* SPDX-License-Identifier: GPL-2.0-only */
/* Splats with their whole text, and the task that each is about. */
#ifndef VERDICT_SPLAT_REPORT_H
#define VERDICT_SPLAT_REPORT_H

#include "verdict/splat.h"

#include <stddef.h>

#define SPLAT_REPORT_BYTES 16384

struct splat_report {
	struct splat splat;
	char text[SPLAT_REPORT_BYTES]; /* its lines, clean, without time stamps, "\n" after each */
	size_t len;
	int pid;	/* of the task; -1: the report does not say */
	bool interrupt; /* in an interrupt: the task need not have anything to do with it */
	bool worker; /* a kworker, ksoftirqd or RCU thread: it does what others left to be done */
};

/* All zero to begin with. */
struct splat_collector {
	struct splat_reader reader;
	struct splat_report report; /* the one that is open */
	bool open, named;	    /* named: its splat is known */
	unsigned int number;	    /* the reader's number of it */
	/* from "[ cut here ]" to a report's first line: the message of a WARN() */
	char before[2048];
	size_t before_len;
	bool cut_here;
};

/*
 * Read @line of the kernel log (NUL-terminated, with or without its time stamp).  True with a
 * report in @ret when one has ended.  A report that is longer than SPLAT_REPORT_BYTES loses its
 * end.
 */
bool splat_collect(struct splat_collector *c, const char *line, struct splat_report *ret);

/* At the end of the log: true with the report that is open, where its splat is known. */
bool splat_collect_flush(struct splat_collector *c, struct splat_report *ret);

#endif
