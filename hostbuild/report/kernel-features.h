/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel supports, for people. */
#ifndef REPORT_KERNEL_FEATURES_H
#define REPORT_KERNEL_FEATURES_H

#include "result/result.h"

/*
 * Print to standard output what the survey of @k found: program and map types, helpers, the number
 * of kfuncs, configuration and settings that decide about BPF.
 */
void report_features(const struct result_kernel *k);

#endif
