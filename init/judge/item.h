/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge one item: one program in one variant. */
#ifndef INIT_ITEM_H
#define INIT_ITEM_H

#include "judge/object.h"

#include <stddef.h>

/*
 * Judge @o->items[@at] and send its begin, log and program records.  Ends the process where PID 1
 * does not listen, or without memory.
 */
void judge_item(struct judged_object *o, size_t at);

#endif
