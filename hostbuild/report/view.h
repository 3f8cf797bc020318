/* SPDX-License-Identifier: GPL-2.0-only */
/* A part of a result, for the reports that people read. */
#ifndef REPORT_VIEW_H
#define REPORT_VIEW_H

#include "report/report.h"
#include "result/selection.h"

/*
 * Objects and programs of @shown are those that were selected, in that order: an object may stand
 * there several times, with other programs each time.  It borrows all else from the whole result,
 * which must outlive it, and is cleared by view_clear() alone.  It points to itself: it
 * is not moved.
 */
struct view {
	struct result shown;
	struct result_view about;
};

/*
 * What @s selects of @r.  A program is shown if the filters let it through on any kernel, and then
 * on all of them; it is sorted by the best of the kernels that they let it through on.  -ENOMEM.
 */
int view_make(struct view *ret, const struct result *r, const struct selection *s);
void view_clear(struct view *v);

/*
 * report_table() of what differs between kernels; of all, if there is one kernel only.  As
 * report_table().
 */
int view_differences(FILE *out, const struct result *r, const struct table_options *options);

#endif
