/* SPDX-License-Identifier: GPL-2.0-only */
/* A comparison for people. */
#ifndef REPORT_COMPARED_H
#define REPORT_COMPARED_H

#include "report/screen.h"
#include "result/gate.h"

struct compared_options {
	struct table_options table;
	bool all;    /* rows without a change too */
	int64_t top; /* at most that many rows of a kernel; 0: no limit */
};

/*
 * Of two builds of one result first all kernels in one view (matrix.h).  For each kernel the
 * programs that changed, the worst first; then how many changed in which way, the limits that were
 * crossed, and why the status is what it is.  -EIO, not reported, where writing fails; -ENOMEM,
 * reported.
 */
int report_compared(FILE *out, const struct comparison *c, const struct gate *g,
	const struct gate_doubts *d, const struct compared_options *o);

/* How many changed in which way, the limits, and the doubts. */
void compared_put_sum(const struct screen *s, const struct comparison *c, const struct gate *g,
	const struct gate_doubts *d);

#endif
