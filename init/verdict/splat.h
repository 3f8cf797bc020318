/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Splats: the kernel's reports of its own bugs, found in its log one line at a time, with the
 * titles that syzkaller gives them.
 *
 * A report names the function that it is about some lines after its first.  So splat_feed() reports
 * a splat later than the line that it begins with, at the latest when another begins.
 */
#ifndef VERDICT_SPLAT_H
#define VERDICT_SPLAT_H

#include <stdbool.h>

struct splat_format;

struct splat {
	char title[256]; /* "WARNING in do_check"; clean (text.h) */
	char line[256];	 /* the report's first line without its time stamp; clean */
	bool panic;	 /* the kernel panicked with it */
};

/* All zero to begin with. */
struct splat_reader {
	struct splat splat;		   /* the last report; no title until it is known */
	const struct splat_format *format; /* of the report that is open; NULL: none is */
	char kind[128];			   /* what the first line has at its "*" */
	char access[8];			   /* "Read", "Write"; "": not known yet */
	char function[128];		   /* "": not known yet */
	char rest[128];			   /* the second best function, where no better one comes */
	char caller[16];    /* who prints it, "T123" or "C0"; "": the kernel does not say */
	unsigned int lines; /* of the report, so far */
	bool pending;	    /* not returned yet */
	bool whole;	    /* its title is known */
	bool ended;	    /* its last line was read; a panic may follow from it */
	bool in_trace, died, any_caller;
	unsigned int number; /* of the last report, from 1 */
	bool took;	     /* the last line belongs to it */
};

/*
 * Read @line of the kernel log (NUL-terminated, with or without its time stamp).  True with the
 * splat in @ret when this line completes one, or begins another: @ret may be about earlier lines.
 * At most one is waiting.
 */
bool splat_feed(struct splat_reader *r, const char *line, struct splat *ret);

/* At the end of the log: true with the splat that is still waiting, as far as it is known. */
bool splat_flush(struct splat_reader *r, struct splat *ret);

/*
 * The first time stamp of the kernel's in @line, "[    1.234567]": the kernel wrote what follows.
 * NULL: there is none.
 */
const char *splat_find_stamp(const char *line);

/*
 * Replace the bracket of everything in @text that looks like a time stamp.  /init does so with all
 * that it writes to the console, which then has no stamps but the kernel's.
 */
void splat_hide_stamps(char *text);

#endif
