/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which instructions of a program the verifier never reached, as text: one range a line,
 *
 *	FROM-TO FILE:LINE
 *
 * with the indices of its first and its last instruction.  The place is of all of the range, and is
 * left out with its blank where the object has no line info.  Ranges ascend and do not overlap.
 */
#ifndef VERDICT_COVERAGE_H
#define VERDICT_COVERAGE_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Instructions of one program: BPF_COMPLEXITY_LIMIT_INSNS, include/linux/bpf.h of 5.2. */
#define COVERAGE_INSNS_MAX 1000000

/* Bytes of such text for one program. */
#define UNREACHED_TEXT_MAX (64 << 10)

struct coverage_range {
	int64_t from, to; /* both inclusive */
	const char *at;	  /* in the text, @at_len bytes without NUL; 0: not known */
	size_t at_len;
};

/*
 * Read the line at *@text, which moves to the next one.  False at the end of the text, and where
 * the line is no range.
 */
bool coverage_next(const char **text, struct coverage_range *ret);

/* A text that comes in pieces of whole lines.  All zero: none came yet. */
struct coverage_sum {
	int64_t end;	   /* the instruction after the last range */
	int64_t unreached; /* instructions in all ranges */
	size_t bytes;
};

/* Add a piece.  False: not such text, out of order, or more than UNREACHED_TEXT_MAX. */
bool coverage_add(struct coverage_sum *s, const char *text);

/* Whether the figures of @p are possible, and are those of a text with the sum @s. */
bool coverage_agrees(const struct coverage_sum *s, const struct program_result *p);

#endif
