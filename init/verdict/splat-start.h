/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in a line of the kernel log a report begins, and of which format it is. */
#ifndef VERDICT_SPLAT_START_H
#define VERDICT_SPLAT_START_H

#include <stdbool.h>

struct splat_format;

struct splat_start {
	const char *at; /* in the line: the trigger */
	const struct splat_format *format;
	const char *
		kind[2]; /* what the first "*" of the format's line stands for; NULL: it has none */
};

/*
 * The first trigger in @line counts: the name of a task, which a process chooses, comes after it.
 * False where the line begins no report; @ret->at is NULL then.
 */
bool splat_find_start(const char *line, struct splat_start *ret);

#endif
