/* SPDX-License-Identifier: GPL-2.0-only */
/* Which settings of bpfjury.yaml have an effect on some object. */
#ifndef PROJECT_EFFECT_H
#define PROJECT_EFFECT_H

#include "project.h"

#include <stdint.h>

/*
 * Note in the items of @p which of their settings an object has from them that has the items
 * @items, @count of them, in this order.  -ENOMEM.
 */
int project_effect_note(struct project *p, const uint32_t items[], size_t count);

/*
 * Report the settings of @o that no object has from it, though objects match it: later items
 * override them for each.  @p has @o; @path: of the file.  0 or FAIL_MISUSE.
 */
int project_effect_check(struct project *p, const struct project_object *o, const char *path);

#endif
