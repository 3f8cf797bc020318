/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HISTORY_HISTORY_JSON_H
#define HISTORY_HISTORY_JSON_H

#include "history/periods.h"

#include <jansson.h>

#define HISTORY_SCHEMA "bpfjury-history/1"

/* One of "programs", as bpfjury-history(1) describes it.  -ENOMEM. */
int history_json_add(json_t *programs, const struct history_program *p);

/* All of it; takes @programs.  NULL without memory. */
json_t *history_json(json_t *programs);

#endif
