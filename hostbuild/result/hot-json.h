/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the verifier's work on a program went: result_program.hot and its key in result.json. */
#ifndef RESULT_HOT_JSON_H
#define RESULT_HOT_JSON_H

#include "result/result.h"

#include <jansson.h>

/*
 * [{"insns", "passes", "insn", "file", "line", "source", "turns", "lines": […]}, …] of a text of
 * verdict/hot.h.  NULL without memory.
 */
json_t *hot_json(const char *text);

/*
 * Set @p->hot from such a list, or none (NULL).  NULL, or what is wrong: the list, or that it does
 * not fit the figures of @p.
 */
const char *hot_read(struct result_program *p, const json_t *list);

#endif
