/* SPDX-License-Identifier: GPL-2.0-only */
/* What is not proved: files in the guest that were not packed, and whole kernels. */
#ifndef REPORT_UNPROVED_H
#define REPORT_UNPROVED_H

#include "report/screen.h"
#include "result/result.h"

#include <jansson.h>

/* Print them from the kernel's @features (may be NULL); nothing where there are none. */
void put_unproved(const struct screen *s, const json_t *features);

/*
 * A sentence about the kernels of @r that are not proved, "From a console, unproved: …"; "" where
 * all are.  Malloc'd; NULL without memory.
 */
char *unproved_kernels(const struct result *r);

#endif
