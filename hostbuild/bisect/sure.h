/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether what was found is so: judged again, compared, and taken away from the bad end. */
#ifndef BISECT_SURE_H
#define BISECT_SURE_H

#include "bisect/visit.h"

enum sure {
	SURE,	/* as much as --confidence asks for */
	WRONG,	/* an earlier answer was wrong */
	UNSURE, /* they may differ, and more trials do not show it; or a parent cannot be judged */
};

/* A point of the finding that was marked wrongly, and what it is; NULL: not known. */
struct doubt {
	const struct point *point;
	enum answer is;
};

/*
 * Judge @culprit and the finding's parents again, with new boots, until the confidence is had or no
 * more trials help.  Sets the finding's confidence.  @ret_why, malloc'd: why it is not SURE, a part
 * of a sentence.  @ret_doubt: set with WRONG.  -EIO, -EINTR, -errno, reported.
 */
int sure_check(struct work *w, const struct point *culprit, enum sure *ret, char **ret_why,
	struct doubt *ret_doubt);

/* Judge the bad end without @culprit, and set the finding's without.  -errno, reported. */
int sure_without(struct work *w, const struct point *culprit);

#endif
