/* SPDX-License-Identifier: GPL-2.0-only */
/* The key "coverage" of a kernel in result.json: what all shapes of an object reached together. */
#ifndef RESULT_COVERAGE_JSON_H
#define RESULT_COVERAGE_JSON_H

#include "result/result.h"

/*
 * Set @json's "coverage", a list with an item for each program that was asked; nothing is set where
 * none was.  It is written and never read: it follows from the programs.  -ENOMEM.
 */
int coverage_json_put(json_t *json, const struct result_kernel *k);

#endif
