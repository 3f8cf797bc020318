/* SPDX-License-Identifier: GPL-2.0-only */
/* What a bisect found, and what that rests on. */
#ifndef BISECT_FINDING_H
#define BISECT_FINDING_H

#include "bisect/answer.h"
#include "bisect/point.h"

#include <stdbool.h>

/* How often a point was judged, and what came of it. */
struct tally {
	struct point point;
	int64_t good, bad, neither;
	bool known; /* by an earlier run, or by another point with the same kernel: not booted */
	char *why;  /* of the last answer */
	int64_t ready_ms, ask_ms; /* of all its trials */
};
void tally_clear(struct tally *t);

enum found {
	FOUND_NOTHING, /* why says why not */
	FOUND_RANGE,   /* it is one of the suspects, and more is not known: why */
	FOUND_CULPRIT, /* suspects[0] */
};

struct finding {
	enum found found;
	char *why; /* one line; NULL for a culprit */
	struct points suspects, parents;
	char *described; /* of the culprit: author, date, subject, files; NULL: none */
	/* the ends, then each step in its order, then parents and culprit are in it too, once each */
	struct tally *tallies;
	size_t n_tallies;
	int64_t steps;	       /* points that were judged between the ends */
	double confidence;     /* in per cent, of the repeats; 0: none */
	struct tally *without; /* the bad end without the culprit; NULL: not judged */
	char *without_why;     /* why not; NULL */
	/* of the last good one before it, and of the culprit: for both logs and statistics */
	struct observation before, at;
};
void finding_clear(struct finding *f);

#endif
