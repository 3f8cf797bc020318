/* SPDX-License-Identifier: GPL-2.0-only */
/* What one trial at a point comes to. */
#ifndef BISECT_ANSWER_H
#define BISECT_ANSWER_H

#include "result/result.h"

#include <stdint.h>

enum answer {
	ANSWER_NONE,
	ANSWER_GOOD,
	ANSWER_BAD,
	ANSWER_UNTESTABLE, /* nothing is known, because of this point: it does not build or boot */
	ANSWER_STOP,	   /* nothing is known, and no other point would change that */
};
/* "good", "bad", "untestable", "stop"; NULL for ANSWER_NONE. */
const char *answer_word(enum answer a);
/* ANSWER_NONE for any other word. */
enum answer answer_from_word(const char *word);

struct observation {
	enum answer answer;
	char *why;		  /* one line for people: what decided it; NULL without memory */
	char image[SHA256_SIZE];  /* identity of the kernel's code; "": not known */
	char *kernel;		  /* its name in the store, or the KERNEL; NULL: there is none */
	struct result *result;	  /* what was judged; NULL: nothing */
	int64_t ready_ms, ask_ms; /* to build or get the kernel, to boot and judge */
};
void observation_clear(struct observation *o);

/* Set the answer and the one line.  Returns @a. */
enum answer observation_set(struct observation *o, enum answer a, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
