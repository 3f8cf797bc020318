/* SPDX-License-Identifier: GPL-2.0-only */
/* Splats with all that the kernel said of them, and who ran into them. */
#ifndef VERDICT_SPLAT_REPORT_H
#define VERDICT_SPLAT_REPORT_H

#include "verdict/splat.h"

#include <stddef.h>

#define SPLAT_REPORT_BYTES 16384

struct splat_report {
	struct splat splat;
	char text[SPLAT_REPORT_BYTES]; /* its lines without time stamps, each with a newline; clean
					*/
	size_t len;
	int pid;	/* of the task that ran into it; -1: it does not say */
	bool interrupt; /* in an interrupt, which is none of that task's doing */
	bool worker;	/* the task is one of the kernel's that do what others left to be done */
};

/* All zero to begin with. */
struct splat_collector {
	struct splat_reader reader;
	struct splat_report report; /* the one that is open */
	bool open, named;	    /* named: its splat is known */
	unsigned int number;	    /* of it, by the reader */
	char before[2048]; /* what comes between "[ cut here ]" and a report's first line: a WARN's
			      own message */
	size_t before_len;
	bool cut_here;
};

/*
 * @line of the kernel log (NUL-terminated, with or without its time stamp): true with a report that
 * has ended in @ret. Of one that is longer than SPLAT_REPORT_BYTES the end is missing.
 */
bool splat_collect(struct splat_collector *c, const char *line, struct splat_report *ret);

/* No more lines are to be waited for: true with the report that is open. */
bool splat_collect_flush(struct splat_collector *c, struct splat_report *ret);

#endif
