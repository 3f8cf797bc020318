/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the verifier's work on a program went, in words. */
#ifndef REPORT_HOT_WORDS_H
#define REPORT_HOT_WORDS_H

#include "result/result.h"
#include "verdict/hot.h"

#define HOT_WORDS_SIZE (2 * SOURCE_SIZE)

/*
 * "the work of the verifier: 94227 instructions, by line"; of a count that was cut, how much of
 * what was processed it has, and why no more.  Returns @ret.
 */
const char *hot_head(const struct program_result *p, char ret[HOT_WORDS_SIZE]);

/* "99.9 %": the entry's share of what was counted.  Returns @ret. */
#define HOT_SHARE_SIZE 24
const char *hot_share(
	const struct program_result *p, const struct hot_entry *e, char ret[HOT_SHARE_SIZE]);

/* "a.c:16", or "instruction 12" without line info.  Returns @ret. */
const char *hot_place(const struct hot_entry *e, char ret[HOT_WORDS_SIZE]);

/* "4096 turns of a loop", "walked 3 times".  Returns @ret. */
const char *hot_passes(const struct hot_entry *e, char ret[HOT_WORDS_SIZE]);

/* What all entries of @p->hot leave of what was counted. */
int64_t hot_rest(const struct result_program *p);

#endif
