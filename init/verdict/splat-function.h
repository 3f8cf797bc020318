/* SPDX-License-Identifier: GPL-2.0-only */
/* The function that a report is named after. */
#ifndef VERDICT_SPLAT_FUNCTION_H
#define VERDICT_SPLAT_FUNCTION_H

#include "verdict/splat.h"

/*
 * Function @name, which is changed, appears in the report that is open: it is taken for the one
 * that the report is about, unless one is known already or @name is of the machinery that reports.
 */
void splat_consider(struct splat_reader *r, char *name);

/* The same for whatever function line @text of that report names, by the rule of its format. */
void splat_look_for_function(struct splat_reader *r, const char *text);

#endif
