/* SPDX-License-Identifier: GPL-2.0-only */
/* What a bisect found, and what that rests on. */
#ifndef BISECT_FINDING_H
#define BISECT_FINDING_H

#include "bisect/answer.h"
#include "bisect/point.h"

#include <stdbool.h>

/*
 * How often a point was judged, and what came of it.  A trial is one boot, but for those that are
 * known: they were not booted again.
 */
struct tally {
	struct point point;
	int64_t good, bad, neither;
	/* of these, by an earlier run of this bisect or by another point with the same kernel */
	int64_t known;
	char *same_as; /* the title of that other point; NULL: there is none */
	/* of the repeats at the end, which are new boots; they are in the figures above, too */
	int64_t again_good, again_bad, again_neither;
	char *why; /* of the last answer that decided; NULL: none */
	char image[SHA256_SIZE];
	int64_t ready_ms, ask_ms; /* of all its trials in this run */
	int64_t on_way, same;	  /* trials before the repeats; of these, other points' */
};
void tally_clear(struct tally *t);

enum found {
	FOUND_NOTHING, /* why says why not */
	FOUND_RANGE,   /* it is one of the suspects, and more is not known: why */
	FOUND_CULPRIT, /* suspects[0] */
};

/* What the bad end without the culprit came to. */
enum without {
	WITHOUT_UNKNOWN,   /* not judged, or neither good nor bad: without_why */
	WITHOUT_GOOD,	   /* the culprit is the only reason */
	WITHOUT_BAD,	   /* another change keeps it bad */
	WITHOUT_CONFLICTS, /* the culprit does not revert cleanly: without_why */
};

struct finding {
	enum found found;
	char *why; /* one line; NULL for a culprit */
	struct points suspects, parents;
	char *described; /* of the culprit: author, date, subject, files; NULL: none */
	/* the ends, then each point in the order in which it was judged, once each */
	struct tally *tallies;
	size_t n_tallies;
	int64_t steps; /* points that were judged between the ends */
	/*
	 * In per cent, 0: none.  It is 1 - p of Fisher's exact test, one-sided, of the repeats:
	 * again_bad of again_good + again_bad at the culprit, against the same of its parent; of
	 * more parents the least figure.
	 */
	double confidence;
	int64_t trials_each; /* of a point between the ends, so that it counts as good: 1 */
	double miss; /* how likely such a point is called by the wrong word, by the ends' rates */
	struct tally *without; /* of the bad end without the culprit; NULL: not judged */
	enum without without_is;
	char *without_why;
	struct tally *alone; /* the same of the good end with the culprit alone: of options */
	enum without alone_is;
	char *alone_why;
	char **notes; /* what else must be said, one line each: an earlier answer was wrong */
	size_t n_notes;
	/* a good one, of the culprit's parent where it is known, and the culprit's, bad one */
	struct observation before, at;
};
void finding_clear(struct finding *f);

/* The tally of the point, or NULL. */
const struct tally *finding_tally(const struct finding *f, const char *id);

/* Add a line to the notes, and say it.  -ENOMEM. */
int finding_note(struct finding *f, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
