/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef RESULT_COMPARE_JSON_H
#define RESULT_COMPARE_JSON_H

#include "result/gate.h"

#define COMPARE_SCHEMA "bpfjury-compare/1"

/*
 * A comparison as bpfjury-compare(1) describes it; NULL without memory.  @all: rows without a
 * change too.  All text in it is cleaned.
 */
json_t *compare_json(const struct comparison *c, const struct gate *g, const struct gate_doubts *d,
	int status, bool all);

#endif
