/* SPDX-License-Identifier: GPL-2.0-only */
/* The two builds of one result as JUnit XML. */
#ifndef REPORT_JUNIT_BUILDS_H
#define REPORT_JUNIT_BUILDS_H

#include "report/markup.h"
#include "result/result.h"

/*
 * Where @r has two builds: a suite with a case for each program and kernel that changed.  One that
 * crosses a limit has failed, one that is gone or in doubt has an error, and where the comparison
 * is in doubt for something else a case says so.  Nothing of it is written once @m has @max bytes
 * but that.
 */
void junit_put_builds(struct markup *m, const struct result *r, size_t max);

#endif
