/* SPDX-License-Identifier: GPL-2.0-only */
/* Both ends of a bisect, judged first: whether they differ, and whether they are steady. */
#ifndef BISECT_ENDS_H
#define BISECT_ENDS_H

#include "bisect/visit.h"

#define ENDS_TRIALS	 3  /* at each end; --repeat may ask for more */
#define ENDS_TRIALS_VARY 10 /* of an end that varies, to know how often */

/*
 * Judge the ends and set the rule.  1: both vary, so that nothing can be found; the finding's why
 * says so.  -ENODATA: they cannot be told apart; -EIO, -EINTR, -errno.  Reports its errors.
 */
int ends_judge(struct work *w);

/* Judge each end until it has so many trials, and set the rule anew.  As ends_judge(). */
int ends_judge_more(struct work *w, int64_t trials);

#endif
