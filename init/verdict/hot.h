/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the verifier's work on a program went, as text: one entry a line, the most work first,
 *
 *	KIND INSNS PASSES TURNS INSN[ FILE:LINE[<tab>SOURCE]]
 *
 * KIND is "line", a line of source; "loop", instructions that a jump back repeats, their lines
 * taken together; or "in", a line of the loop above it.  Without line info, a "line" is a run of
 * instructions that were walked equally often.  INSNS: how many instructions the verifier processed
 * there.  PASSES: how often it walked the one of them that it walked most often.  TURNS: how often
 * a jump back went to the front of the loop; else 0.  INSN: the index of its first instruction.
 */
#ifndef VERDICT_HOT_H
#define VERDICT_HOT_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of such text for one program. */
#define HOT_TEXT_MAX (16 << 10)

/* Entries, and lines of one loop, that /init sends: what has less work is left out. */
#define HOT_ENTRIES_MAX	   20
#define HOT_LOOP_LINES_MAX 8

/* Bytes of a line of source, with a NUL. */
#define HOT_SOURCE_SIZE 96

/* Why a count does not have all that the verifier processed: program_result.hot_cut. */
#define HOT_CUT_TIME "time" /* the load was stopped after its part of the program's time */
#define HOT_CUT_LOG  "log"  /* the kernel writes no more than a GiB */

struct hot_entry {
	enum hot_kind { HOT_LINE, HOT_LOOP, HOT_IN } kind;
	int64_t insns, passes, turns, insn;
	/* in the text, without a NUL; length 0: not known */
	const char *at, *source;
	size_t at_len, source_len;
};

/*
 * Read the line at *@text, which moves to the next one.  False at the end of the text, and where
 * the line is no entry.
 */
bool hot_next(const char **text, struct hot_entry *ret);

/* Append @e to @text, @size bytes.  False: it has no room, and the text is as it was. */
bool hot_put(char *text, size_t size, const struct hot_entry *e);

/* A text that comes in pieces of whole lines.  All zero: none came yet. */
struct hot_sum {
	int64_t insns;	/* of all entries but those in a loop */
	int64_t last;	/* of the last such entry; they do not ascend */
	int64_t inside; /* what is left of the last loop for its lines */
	size_t bytes;
};

/* Add a piece.  False: not such text, out of order, or more than HOT_TEXT_MAX. */
bool hot_add(struct hot_sum *s, const char *text);

/* Whether the figures of @p are possible, and fit a text with the sum @s. */
bool hot_agrees(const struct hot_sum *s, const struct program_result *p);

#endif
