/* SPDX-License-Identifier: GPL-2.0-only */
/* What an answer is: for people, whether it decides anything, and whether two are the same. */
#ifndef BISECT_ANSWERS_H
#define BISECT_ANSWERS_H

#include "bisect/asked.h"

enum truth {
	TRUTH_NO,
	TRUTH_YES,
	TRUTH_UNKNOWN,
};
enum truth truth_of(bool b);
enum truth truth_not(enum truth t);

enum standing {
	STANDS,	    /* the kernel answered: accepted, rejected, unloadable */
	DIED,	    /* crashed or timeout: an answer for who asks for that */
	NO_ANSWER,  /* an error, nothing, or left out on purpose */
	NO_PROGRAM, /* the result does not have it */
};
enum standing standing_of(const struct had *h);
/* Whether no kernel can answer it: its loader is needed, or there is no program. */
bool is_the_same_everywhere(const struct had *h);

/* "rejected EACCES context-access", "crashed (WARNING in f)".  Returns @ret. */
#define ANSWER_SIZE 512
const char *answer_text(char ret[ANSWER_SIZE], const struct had *h);

/* The title of the report with which the kernel died of it; "" where not known. */
#define TITLE_SIZE DETAIL_SIZE
const char *death_title(char ret[TITLE_SIZE], const struct had *h);

/*
 * Whether a death of the kernel, a->now, is an answer at @stage.  It is where the bad end died
 * alike, or, for who asks for deaths (@about), the good end or nobody did.  The bad end's own is
 * one.  @why: why it is none.
 */
bool death_is_answer(const struct asked *a, enum stage stage, bool about, char *why, size_t size);

/*
 * Whether both are the same answer: the verdict, whether that was met, and the reason.  Splats and
 * figures do not count.  TRUTH_UNKNOWN: one has no reason that is known, or no answer.
 */
enum truth answers_alike(const struct had *a, const struct had *b);

#endif
