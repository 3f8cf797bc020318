/* SPDX-License-Identifier: GPL-2.0-only */
/* What a project says of answers, in result.json: known failures, limits, allowed splats. */
#ifndef RESULT_SAID_JSON_H
#define RESULT_SAID_JSON_H

#include "result/read-parts.h"
#include "result/result.h"

/* Read the keys known and crossed of a program; reports as read-parts.h. */
int said_read(struct result_program *p, const struct place *at, json_t *json);
int said_read_splat(struct result_splat *s, const struct place *at, const json_t *json);

/* Write them.  -ENOMEM. */
int said_put(json_t *json, const struct result_program *p);
int said_put_splat(json_t *json, const struct result_splat *s);
/* Whether @text is a day: YYYY-MM-DD. */
bool said_is_date(const char *text);

/* The lists of a result that follow from its programs: crossed and passes. */
int said_put_lists(json_t *json, const struct result *r);

#endif
