/* SPDX-License-Identifier: GPL-2.0-only */
/* A program's result as JSON, with the same keys in a record and in result.json; checked copies. */
#ifndef VERDICT_PROGRAM_RESULT_H
#define VERDICT_PROGRAM_RESULT_H

#include "verdict/field.h"
#include "verdict/model.h"

#include <jansson.h>

/*
 * The members that are text or figures, by their keys; those that are lines; those of "limits".
 * Not among them: the verdict, what was expected, met, the errno and what a run of it returned.
 */
const struct field *program_result_fields(size_t *ret_n);
const struct field *program_result_lines(size_t *ret_n);
const struct field *program_result_limits(size_t *ret_n);

/* A new object; NULL without memory. */
json_t *program_result_json(const struct program_result *p);
/* Add its keys to @json: 0 or -ENOMEM. */
int program_result_put(json_t *json, const struct program_result *p);

/*
 * @ret is initialised and its text is clean.  -EBADMSG: a key is of another type or out of range,
 * or there is no name; @ret_why is the key then, and NULL else.
 */
int program_result_read(struct program_result *ret, const json_t *json, const char **ret_why);

/*
 * Copy @from, whose bytes may all be a hostile process's.  -EBADMSG where a field has what
 * program_result_read() would refuse.  Text is cleaned.
 */
int program_result_copy(struct program_result *ret, const struct program_result *from);

#endif
