/* SPDX-License-Identifier: GPL-2.0-only */
/* The history of a program for people. */
#ifndef REPORT_HISTORIED_H
#define REPORT_HISTORIED_H

#include "history/periods.h"
#include "report/report.h"

struct historied_options {
	struct table_options table;
	bool all; /* changes of long ago too */
};

/*
 * For each kernel of @p since when it has its answer, the answers before, what changed with each,
 * and its figures where they changed.  -EIO, not reported, where writing fails; -ENOMEM, reported.
 */
int report_historied(FILE *out, const struct history_program *p, const struct historied_options *o);

#endif
