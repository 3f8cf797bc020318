/* SPDX-License-Identifier: GPL-2.0-only */
/* Make an item's result of what the kernel answered. */
#ifndef INIT_ANSWER_H
#define INIT_ANSWER_H

#include "expect/expect.h"
#include "judge/object.h"
#include "load/load.h"
#include "verdict/record.h"

/*
 * Fill @r->result from the answer @a to @item, which @request asked for: verdict, reason, help,
 * where it was refused, statistics, run, and whether @e is met.  Sends the log of a refusal and of
 * an unmet item. @e->problem is set where an auxiliary program was refused.
 */
void answer_judge(struct record *r, const struct load_answer *a, struct expectation *e,
	const struct judged_item *item, const struct judged_object *o,
	const struct load_request *request);

#endif
