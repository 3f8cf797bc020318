/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result as KTAP version 1 (Documentation/dev-tools/ktap.rst): kernels, objects and programs as
 * nested tests, with the words of verdict/ktap-words.h.
 */
#ifndef REPORT_KTAP_H
#define REPORT_KTAP_H

#include "result/result.h"

/* To @path, "-": standard output.  Reports its errors and returns -errno. */
int ktap_write(const struct result *result, const char *path);

#endif
