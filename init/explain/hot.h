/* SPDX-License-Identifier: GPL-2.0-only */
/* Count what the verifier walks, from its log at level 2, in memory that does not grow with it. */
#ifndef INIT_HOT_H
#define INIT_HOT_H

#include "load/log-listing.h"
#include "load/source-line.h"
#include "verdict/coverage.h"

#include <stddef.h>
#include <stdint.h>

/* Arrays by instruction, of COVERAGE_INSNS_MAX members. */
struct hot_counts {
	uint32_t *steps;  /* how often it was processed */
	uint32_t *rounds; /* how often a jump back went to it */
	uint32_t *reach;  /* the last instruction from which one did */
	uint8_t *codes;	  /* its opcode; 0: not walked */
	int64_t sum;	  /* of steps */
	long before;	  /* the step before on the current path; -1: none */
	struct log_listing listing;
};

/* -ENOMEM.  The caller clears @ret. */
int hot_counts_init(struct hot_counts *ret);
void hot_counts_clear(struct hot_counts *c);

/*
 * Count a line of the log.  A line that is no step of the verifier's counts nothing.  A state that
 * was walked before ("12: safe") is processed too: the sum is what the verifier says that it
 * processed, but for the instruction that exceeds a limit.
 */
void hot_counts_line(struct hot_counts *c, const char *line, size_t len);

/*
 * The counts of the first @insns instructions, as a text of verdict/hot.h; malloc'd; NULL without
 * memory.  "" where nothing was counted.  Lines of one place are one entry, and lines between the
 * ends of a jump back are one entry of that loop: of the innermost.
 */
char *hot_counts_text(const struct hot_counts *c, size_t insns, const struct source_lines *source);

#endif
