/* SPDX-License-Identifier: GPL-2.0-only */
/* The two builds of one result, for people. */
#ifndef REPORT_BUILDS_H
#define REPORT_BUILDS_H

#include "report/screen.h"

/*
 * Where @r has two builds: what changed (matrix.h), the sum, and why the status is what it is.
 * Nothing where @r has one.  -ENOMEM.
 */
int builds_put(const struct screen *s, const struct result *r);

#endif
