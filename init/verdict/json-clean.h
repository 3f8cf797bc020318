/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VERDICT_JSON_CLEAN_H
#define VERDICT_JSON_CLEAN_H

#include <jansson.h>

/* A copy of @json with all text in it cleaned (text.h), keys too; NULL without memory. */
json_t *json_clean(json_t *json);

#endif
