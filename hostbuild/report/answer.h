/* SPDX-License-Identifier: GPL-2.0-only */
/* The answer of a kernel in words, as the blocks below the table have it. */
#ifndef REPORT_ANSWER_H
#define REPORT_ANSWER_H

#include "report/screen.h"
#include "result/result.h"

/*
 * An order of answers by what explains them: verdict, expectation, errno, reason, detail, help.  0
 * where one explanation holds for both.
 */
int answer_compare(const struct program_result *a, const struct program_result *b);

/* "rejected EACCES null-dereference", "accepted", "no verdict".  Returns @ret. */
#define ANSWER_WORDS_SIZE (REASON_SIZE + 64)
const char *answer_words(const struct program_result *p, char ret[ANSWER_WORDS_SIZE]);

/* The rest of a line from column @at: ": rejected EACCES …". */
void answer_put(const struct screen *s, const struct program_result *p, int at);

/* " at instruction 4, filter.c:12: its text"; "" where the place is not known. */
#define PLACE_SIZE (2 * SOURCE_SIZE + 64)
void answer_place(const struct program_result *p, char ret[PLACE_SIZE]);

/* The command that judges @o (may be NULL) again, in one line; nothing if there is none. */
void answer_put_repeat(const struct screen *s, const struct result_object *o);

/* What a limit that is crossed says, or one of which the figure is not known. */
#define CROSSED_SIZE 512
const char *answer_crossed(const struct result_crossed *c, char ret[CROSSED_SIZE]);

#endif
