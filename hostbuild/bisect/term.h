/* SPDX-License-Identifier: GPL-2.0-only */
/* One term of a predicate, as it is written: "accepted", "insns<=1.2*good", "!splat". */
#ifndef BISECT_TERM_H
#define BISECT_TERM_H

#include "result/selection.h"

#include <regex.h>

enum term_kind {
	TERM_VERDICT,
	TERM_MET,
	TERM_REASON,
	TERM_ERRNO,
	TERM_MESSAGE,
	TERM_FIGURE,
	TERM_SPLAT,
	TERM_RETVAL,
};

/* What a figure is compared with. */
enum term_bound {
	BOUND_NUMBER, /* @number */
	BOUND_LIMIT,  /* @number per cent of the kernel's limit */
	BOUND_GOOD,   /* @number thousandths of the good end's figure, and @plus */
};

struct term {
	char *text; /* as it was written */
	bool bad;   /* of --bad-is */
	bool negated;
	bool whole; /* of objects as a whole alone */
	enum term_kind kind;
	enum verdict verdict;	  /* of TERM_VERDICT */
	enum met met;		  /* of TERM_MET: MET_MET, MET_UNMET */
	char *word;		  /* a reason; a glob of a splat's title, NULL: any; a message */
	regex_t *message;	  /* of one line of a log; owned */
	struct attribute of;	  /* of TERM_FIGURE: has a statistic */
	enum filter_operator how; /* of TERM_FIGURE */
	enum term_bound bound;
	int64_t number, plus; /* number: of TERM_ERRNO and TERM_RETVAL, too */
};
void term_clear(struct term *t);

/*
 * How many bytes of @text the first term has: up to a comma, but a message goes to the end of the
 * text.
 */
size_t term_length(const char *text);

/* -EINVAL: @text is no term, and @why says what is wrong, with the nearest name.  -ENOMEM. */
#define TERM_WHY_SIZE 640
int term_read(struct term *ret, const char *text, char *why, size_t size);

#endif
