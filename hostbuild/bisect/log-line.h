/* SPDX-License-Identifier: GPL-2.0-only */
/* A line of the verifier's log: what kind it is, and what of it two walks have in common. */
#ifndef BISECT_LOG_LINE_H
#define BISECT_LOG_LINE_H

#include <stddef.h>

enum log_line {
	LOG_LINE_NOISE,	  /* of the verifier's own work, or not of the kernel: "mark_precise: …" */
	LOG_LINE_FIGURES, /* the statistics behind a verdict, of which some are times */
	LOG_LINE_SOURCE,  /* "; int x = *p; @ file.c:12" */
	LOG_LINE_STATE,	  /* registers alone: "3: R0=scalar() R10=fp0" */
	LOG_LINE_INSN,	  /* "3: (b7) r0 = 2 ; R0_w=2" */
	LOG_LINE_MESSAGE, /* all others, and "from 3 to 5: R0=…" */
};
enum log_line log_line_kind(const char *line);

/*
 * The line without what differs between two boots of one kernel, or is only written in another way
 * by another release: addresses, numbers of ids, "_w" behind registers, the place of a source line.
 * Malloc'd; NULL without memory.
 */
char *log_line_key(const char *line);

/*
 * The same without registers: what is walked.  "" for a line that does not say so: NOISE, FIGURES,
 * SOURCE, STATE.
 */
char *log_line_walk(const char *line);

#endif
