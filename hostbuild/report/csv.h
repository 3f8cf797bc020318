/* SPDX-License-Identifier: GPL-2.0-only */
/* Comma-separated values as veristat writes and reads them. */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include "result/result.h"

/*
 * The file for one of several kernels: "out.csv" and "debian:6.12" are "out-debian-6.12.csv".
 * malloc'd; NULL without memory.
 */
char *csv_path(const char *path, const char *kernel);

/*
 * Put aside the older files of a run on several @kernels, as any output.  Kernels that bpfjury.yaml
 * names are not known yet.  FAIL_MISUSE, reported: several go to standard output.  -ENOMEM.
 */
int csv_withdraw(const char *path, char *const *kernels, size_t n);

/*
 * Write the programs of @r to @path ("-": standard output), with the columns of veristat 0.5; of
 * several kernels each to its csv_path().  What is not known is -1, or 0 where a program was not
 * loaded.  Programs without a verdict are left out, which is said.  FAIL_MISUSE, reported: a name
 * has a comma, which veristat cannot read, or several kernels go to standard output.  -errno,
 * reported.
 */
int csv_write(const struct result *r, const char *path);

#endif
