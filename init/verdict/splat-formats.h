/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel's reports of its own bugs look like: the data that splat.c works by. */
#ifndef VERDICT_SPLAT_FORMATS_H
#define VERDICT_SPLAT_FORMATS_H

#include <stddef.h>

/* Where in a report the function is that it is named after. */
enum splat_find {
	FIND_NOTHING, /* nowhere: the title has no function */
	FIND_RIP,     /* the line with the instruction pointer; else as FIND_TRACE */
	FIND_TRACE,   /* the first of the trace that is not of the reporting machinery */
	FIND_AT,      /* "at: f+0x12/0x34", of a lock */
	FIND_LAST,    /* "last function: f", of a work item */
	FIND_HUNG,    /* of a task that waits: the function that waits, or what it waits for */
	FIND_STALL,   /* of a loop: the outermost function that is the same each time */
};

enum splat_flags {
	SPLAT_LINE = 1 << 0,	 /* the first line may name the function too */
	SPLAT_RAW = 1 << 1,	 /* take the first function, even one of the machinery */
	SPLAT_DIES = 1 << 2,	 /* the kernel's "Oops" line belongs to this report */
	SPLAT_DYING = 1 << 3,	 /* it is that line; a report by itself where none is open */
	SPLAT_PART = 1 << 4,	 /* a line of the report that is open, else one by itself */
	SPLAT_PREAMBLE = 1 << 5, /* a "WARNING:" that comes next is the same report, and names it */
	SPLAT_PANIC = 1 << 6,	 /* ends the report that is open */
	SPLAT_CONSEQUENCE = 1 << 7, /* follows from the report before, even one that has ended */
	SPLAT_BARE_TRACE = 1 << 8,  /* the trace has no heading */
	SPLAT_ANY_CALLER = 1 << 9,  /* lines of other processors belong to it */
};

struct splat_format {
	/* The line from its trigger on; "*" is any text. */
	const char *line;
	/*
	 * In it "%k" is what the first "*" of @line stands for, and "%a" is "Read" or "Write", from
	 * a later line.  " in FUNCTION" is appended where a function was found.
	 */
	const char *title;
	enum splat_find find;
	unsigned int flags;
	const char *skip;  /* more functions of the machinery, as splat_machinery; NULL: none */
	const char *after; /* what heads the trace, "a|b"; NULL: the usual headings */
};

/*
 * A line with @words in it begins a report where one of @formats fits, the first that does.
 * @formats ends with a NULL line, @harmless with NULL; @harmless may be NULL.
 */
struct splat_trigger {
	const char *words;
	const struct splat_format *formats;
	const char *const *harmless; /* beginnings, trigger included, of lines that are no report */
};

extern const struct splat_trigger splat_triggers[];
extern const size_t splat_n_triggers;

/* Lists of parts of function names, parted by blanks; "^" is a name's beginning, "$" its end. */
extern const char splat_machinery[]; /* functions that report, or fail for what callers did */
extern const char splat_waiting[];   /* functions by which a task waits */
extern const char splat_anchors[];   /* functions whose callee a stall is named after */

/* Prefixes of a system call's function, "__x64_", to a NULL. */
extern const char *const splat_entries[];

#endif
