/* SPDX-License-Identifier: GPL-2.0-only */
/* The answers of one program on one kernel, cut where they changed; and what changed with them. */
#ifndef HISTORY_PERIODS_H
#define HISTORY_PERIODS_H

#include "history/read.h"

/* Runs one after another with the same answer: verdict, errno, reason and met. */
struct history_period {
	const struct history_answer *first, *last; /* proved */
	size_t answers;				   /* that are proved */
	size_t unknown;				   /* between first and last, and after it */
};

/* Instructions or states of an accepted program that are others than before. */
struct history_figures {
	const struct history_answer *now;
	const struct history_answer *before; /* the last that has the old ones; NULL: the first */
};

/* One kernel of a program: a part of its answers.  Points into them. */
struct history_line {
	const struct history_answer *answers;
	size_t n_answers;
	struct history_period *periods; /* oldest first */
	size_t n_periods;
	struct history_figures *figures; /* oldest first */
	size_t n_figures;
	size_t unknown_before; /* the first period */
	/* the last answer is unknown, and is the last of so many; 0: it is not */
	size_t unknown_since;
};

/* Whether both have one answer. */
bool history_answers_agree(const struct history_answer *a, const struct history_answer *b);

/*
 * The next line of @p: from its answer *@at on, those with the kernel's name and architecture.
 * *@at is moved behind it.  0; -ENODATA: there is no further one; -ENOMEM.
 */
int history_line_make(struct history_line *ret, const struct history_program *p, size_t *at);
void history_line_clear(struct history_line *l);

/* What differs between two runs that may have changed an answer. */
enum {
	CHANGED_OBJECT = 1, /* its bytes */
	CHANGED_KERNEL = 2, /* its image, or where that is not known its version or release */
	CHANGED_LIBBPF = 4, /* /init's */
	CHANGED_TOOL = 8,
	/* the docket, where the object did not: its settings, or other objects */
	CHANGED_DOCKET = 16,
	CHANGED_LAST = CHANGED_DOCKET,
};
unsigned history_changes(const struct history_answer *before, const struct history_answer *now);
/* The word of one of them: "object". */
const char *history_change_word(unsigned change);

#endif
