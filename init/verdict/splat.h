/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Splats: the kernel's reports of bugs of its own, read out of its log a line at a time and given
 * the titles that syzkaller would.  A report names the function that it is about some lines behind
 * its first: so a title is known later than that there is one.
 */
#ifndef VERDICT_SPLAT_H
#define VERDICT_SPLAT_H

#include <stdbool.h>

struct splat_format;

struct splat {
	char title[256]; /* "WARNING in do_check"; clean (text.h) */
	char line[256];	 /* the report's first line without its time stamp; clean */
	bool panic;	 /* the kernel said with it that it is done for */
};

/* All zero to begin with. */
struct splat_reader {
	struct splat splat; /* the report read last; its title is empty until it is told */
	const struct splat_format *format; /* of the report that is open; NULL: none is */
	char kind[128];			   /* what its first line says */
	char access[8];			   /* "Read", "Write" */
	char function[128];		   /* "": not known yet */
	char rest[128];			   /* found by the way, in case that nothing better comes */
	char caller[16];    /* "T123": the task that speaks, where the kernel says that */
	unsigned int lines; /* of it, so far */
	bool pending;	    /* not told yet */
	bool whole;	    /* its title is known */
	bool ended;	    /* it has said so; a panic may still follow from it */
	bool in_trace, died, any_caller;
	unsigned int number; /* of the report read last, from 1 */
	bool took;	     /* the line read last is one of it */
};

/*
 * @line of the kernel log (NUL-terminated, with or without its time stamp): true when a splat is
 * known by it, which is then in @ret.  It may be that of lines before: at most one is waiting.
 */
bool splat_feed(struct splat_reader *r, const char *line, struct splat *ret);

/*
 * No more lines are to be waited for: true with the splat that still lacked some, as far as it is
 * known.
 */
bool splat_flush(struct splat_reader *r, struct splat *ret);

/*
 * The first place of @line where the kernel's time stamp "[    1.234567]" stands, from which on the
 * kernel speaks; NULL. What /init writes to the console has none: see splat_hide_stamps().
 */
const char *splat_find_stamp(const char *line);

/*
 * Replace the bracket of everything in @text that looks like a stamp: text of a stranger's that
 * /init quotes on the console.
 */
void splat_hide_stamps(char *text);

#endif
