/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result as a report for KCIDB, the kernel's database of test results: schema 5.0 of kcidb-io,
 * which is read as every later 5.N as well.
 */
#ifndef REPORT_KCIDB_H
#define REPORT_KCIDB_H

#include "result/result.h"

/* The CI system that reports; [a-z0-9_]+.  The environment variable names another one. */
#define KCIDB_ORIGIN	      "bpfjury"
#define KCIDB_ORIGIN_VARIABLE "BPFJURY_KCIDB_ORIGIN"

/* FAIL_MISUSE, reported: the variable has no name of an origin. */
int kcidb_check(void);

/*
 * A checkout and a build for each kernel image, and a test for each case of report/cases.h.  To
 * @path, "-": standard output.  Reports its errors and returns -errno.
 */
int kcidb_write(const struct result *result, const char *path);

#endif
