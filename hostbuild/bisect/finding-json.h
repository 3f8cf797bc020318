/* SPDX-License-Identifier: GPL-2.0-only */
/* A finding as JSON, which bpfjury-bisect(1) and doc/bisect.schema.json describe. */
#ifndef BISECT_FINDING_JSON_H
#define BISECT_FINDING_JSON_H

#include "bisect/story.h"

#include <jansson.h>

#define FINDING_SCHEMA "bpfjury-bisect/1"

/* NULL without memory.  All text in it is cleaned (verdict/text.h). */
json_t *finding_json(const struct story *s);

#endif
