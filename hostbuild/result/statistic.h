/* SPDX-License-Identifier: GPL-2.0-only */
/* The figures of a program by their names. */
#ifndef RESULT_STATISTIC_H
#define RESULT_STATISTIC_H

#include "verdict/model.h"

struct statistic {
	const char *name;			       /* the key in result.json: "insns" */
	int64_t (*of)(const struct program_result *p); /* UNKNOWN_FIGURE: not known */
	/* what that kernel allows, or UNKNOWN_FIGURE; NULL: the kernel has no limit of it */
	int64_t (*limit_of)(const struct program_result *p);
	/* the same object on the same kernel gives it again: no time, no peak of memory */
	bool repeats;
};

/* In the order in which people read them. */
extern const struct statistic statistics[];
extern const size_t n_statistics;

/* NULL: there is none of that name. */
const struct statistic *statistic_find(const char *name, size_t len);

#endif
