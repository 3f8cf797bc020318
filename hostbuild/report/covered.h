/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verifier reached of the programs on a kernel, over all shapes of an object. */
#ifndef REPORT_COVERED_H
#define REPORT_COVERED_H

#include "report/screen.h"
#include "result/result.h"

/* Nothing where no program has coverage.  -ENOMEM. */
int covered_put(const struct screen *s, const struct result_kernel *k);

#endif
