/* SPDX-License-Identifier: GPL-2.0-only */
/* The figures of a program by their names. */
#ifndef RESULT_STATISTIC_H
#define RESULT_STATISTIC_H

#include "verdict/model.h"

struct statistic {
	const char *name;			       /* the key in result.json: "insns" */
	int64_t (*of)(const struct program_result *p); /* UNKNOWN_FIGURE: not known */
	/*
	 * what the kernel allows with CAP_BPF; 0: nothing is known.  insns:
	 * BPF_COMPLEXITY_LIMIT_INSNS of include/linux/bpf.h; stack: MAX_BPF_STACK of
	 * include/linux/filter.h.
	 */
	int64_t limit;
	/* the same object on the same kernel gives it again: no time of a clock */
	bool repeats;
};

/* In the order in which people read them. */
extern const struct statistic statistics[];
extern const size_t n_statistics;

/* NULL: there is none of that name. */
const struct statistic *statistic_find(const char *name, size_t len);

#endif
