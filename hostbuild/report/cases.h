/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel's result as a list of test cases, for reports that know no more than that: its programs,
 * and what no program shows: an object that is not met as a whole, answers that are missing, the
 * trial.  A kernel whose status is unmet has an unmet case, and one whose status is unknown an
 * unknown one.
 */
#ifndef REPORT_CASES_H
#define REPORT_CASES_H

#include "result/result.h"

#define CASE_NAME_SIZE (NAME_SIZE + 64)

struct report_case {
	const struct result_object *object;   /* NULL: of the whole trial */
	const struct result_program *program; /* NULL: no program answers for it */
	char name[CASE_NAME_SIZE];	      /* unique among objects of that path and shape */
	enum met met;			      /* as it counts for the exit status */
	/* where there is no program; of one: that it is known, a limit that it crosses, … */
	char why[512];
};

struct report_cases {
	struct report_case *cases;
	size_t n;
	size_t unmet, unknown, skipped;
};

/* -ENOMEM. */
int report_cases_make(struct report_cases *ret, const struct result_kernel *k);
void report_cases_clear(struct report_cases *c);

/*
 * What no kernel's cases show though the status of @r says it: no kernel is required, or what
 * changed against the other build.  False: there is no such thing.
 */
bool report_case_of_run(struct report_case *ret, const struct result *r);

#endif
