/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find the first bad point of an axis: both ends first, then half by half, then again what was
 * found, as often as it takes to be sure.
 */
#ifndef BISECT_SEARCH_H
#define BISECT_SEARCH_H

#include "bisect/axis.h"
#include "bisect/finding.h"
#include "bisect/journal.h"
#include "bisect/judge.h"

struct search {
	struct axis *axis;
	const struct judge *judge;
	struct question *question; /* its ends are set; NULL in tests */
	struct journal *journal;   /* NULL: nothing is kept, nothing is known before */
	int64_t repeats;	   /* of the culprit and its parents at the end: 3 */
	int64_t confidence;	   /* in per cent; under it no culprit is named: 95 */
};

/*
 * 0: @ret says what was found, or why nothing is.  -ENODATA: the ends are wrong; -EINTR: asked
 * to stop; -errno.  Reports its errors.  Shows progress on stderr.
 */
int search_run(struct finding *ret, const struct search *s);

#endif
