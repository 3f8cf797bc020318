/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A visit to a point: it is made ready once, and judged as often as it takes.  Each answer comes
 * from the journal, from another point with the same kernel, or from a trial; it is written to the
 * journal and counted in the finding.
 */
#ifndef BISECT_VISIT_H
#define BISECT_VISIT_H

#include "bisect/axis.h"
#include "bisect/finding.h"
#include "bisect/journal.h"
#include "bisect/judge.h"
#include "bisect/rule.h"

/* A search under way. */
struct work {
	struct axis *axis;
	const struct judge *judge;
	struct question *question; /* NULL in tests */
	struct journal *journal;
	int64_t repeats, confidence;
	struct finding *finding;
	struct rule rule;
	struct point good, bad;		      /* the ends */
	struct observation good_end, bad_end; /* the answers that the predicate compares with */
	int64_t round;			      /* how often an answer was found to be wrong */
	/* of the trials that were made, to estimate the time left */
	int64_t n_ready, ready_ms, n_asked, ask_ms;
};

struct visit {
	struct work *work;
	const struct point *point;
	int64_t again;		 /* the round of repeats, all of them new boots; 0: on the way */
	size_t tally;		 /* the point's, in the finding */
	bool is_ready;		 /* the next two are set */
	struct observation made; /* what ready() said */
	bool hopeless;		 /* it cannot be made ready, so that no other trial helps */
};
/* -ENOMEM, reported. */
int visit_begin(struct visit *ret, struct work *w, const struct point *p, int64_t again);
void visit_end(struct visit *v);

/*
 * One answer: good, bad or untestable.  @ret is zeroed, and cleared by the caller.  -EIO: STOP,
 * reported; -EINTR: asked to stop; another -errno, reported.
 */
int visit_ask(struct visit *v, struct observation *ret);

struct tally *visit_tally(const struct visit *v);

/*
 * Ask until the rule has an answer.  @ret_one is an observation that had it, or is empty where all
 * were known.  Both are cleared by the caller.
 */
int visit_decide(struct visit *v, enum answer *ret, struct observation *ret_one);

/* What a point came to on the way, in counts. */
struct counts visit_counts(const struct tally *t);

#endif
