/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's reports of its own bugs look like: data for splat.c. */
#ifndef VERDICT_SPLAT_FORMATS_H
#define VERDICT_SPLAT_FORMATS_H

#include <stddef.h>

/* Where the function is that a report is named after. */
enum splat_find {
	FIND_NOTHING, /* it is not */
	FIND_RIP,     /* where the processor stood; else as FIND_TRACE */
	FIND_TRACE,   /* in the trace, the first that is not of the reporting machinery */
	FIND_AT,      /* "at: f+0x12/0x34", of a lock */
	FIND_LAST,    /* "last function: f", of a work item */
	FIND_HUNG,    /* of a task that waits: who waits, not how */
	FIND_STALL,   /* of a loop: the function deeper down that is the same each time */
};

enum splat_flags {
	SPLAT_LINE = 1 << 0,  /* the first line may name the function too */
	SPLAT_RAW = 1 << 1,   /* take the first, of whatever machinery */
	SPLAT_DIES = 1 << 2,  /* the kernel's "Oops" is a line of this report … */
	SPLAT_DYING = 1 << 3, /* … and this is that line; a report by itself where there is none */
	SPLAT_PART = 1 << 4,  /* a line of whatever report is open; one by itself where none is */
	SPLAT_PREAMBLE = 1 << 5, /* a "WARNING:" that comes next is the same report, and names it */
	SPLAT_PANIC = 1 << 6,	 /* ends the report that is open */
	SPLAT_CONSEQUENCE = 1 << 7, /* … and one that has ended already */
	SPLAT_BARE_TRACE = 1 << 8,  /* the trace has no heading */
	SPLAT_ANY_CALLER = 1 << 9,  /* other processors' lines belong to it */
};

/*
 * @line: what follows the trigger, with it, "*" for anything.  @title: "%k" is what the first "*"
 * stands for, "%a" is "Read" or "Write" of a line of its own; " in FUNCTION" is put behind it where
 * a function was found.
 */
struct splat_format {
	const char *line, *title;
	enum splat_find find;
	unsigned int flags;
	const char *skip; /* functions that are the machinery of this one, as splat_machinery; NULL:
			     none */
	const char *after; /* the words that head its trace; NULL: the usual ones */
};

/*
 * @words may begin a report: the first of @formats (to a NULL line) that fits says which; none:
 * they do not.
 */
struct splat_trigger {
	const char *words;
	const struct splat_format *formats;
	const char *const *harmless; /* what follows in good health, with the trigger, to a NULL;
					NULL: nothing */
};

extern const struct splat_trigger splat_triggers[];
extern const size_t splat_n_triggers;

/* Parts of names, parted by spaces; "^" is the name's beginning, "$" its end. */
extern const char
	splat_machinery[];	   /* functions that report, or that fail for their callers' sake */
extern const char splat_waiting[]; /* functions by which a task waits */
extern const char
	splat_anchors[]; /* functions that call into the one that a stall is named after */
extern const char *const splat_entries[]; /* beginnings of a system call's name, to a NULL */

#endif
