/* SPDX-License-Identifier: GPL-2.0-only */
/* A result as JUnit XML, for CI systems. */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include "result/result.h"

/*
 * A suite for each kernel, a case for each program: an unmet one is a failure, an unknown one an
 * error.  Logs are cut to their ends, less and less of each, so that the file stays below 30 MB,
 * the limit of GitLab.  Written to @path as result_write() does; reports its errors.
 */
int junit_write(const struct result *r, const char *path);

#endif
