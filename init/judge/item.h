/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge one item: one program in one variant. */
#ifndef INIT_ITEM_H
#define INIT_ITEM_H

#include "judge/object.h"
#include "load/load.h"
#include "verdict/record.h"

#include <stddef.h>

/*
 * Judge @o->items[@at] by loads of that program alone, and send its begin, log and program records.
 * @ret is the result; NULL: not wanted.  Ends the process where PID 1 does not listen, or without
 * memory.
 */
void judge_item(struct judged_object *o, size_t at, struct program_result *ret);

/* The same in two steps, without sending the program record: first begin … */
void item_begin(struct record *r, struct judged_object *o, size_t at);
/*
 * … then judge, which makes @r the program record.  @together is its answer where the whole object
 * was loaded, taken over; NULL: it was not.
 */
void item_judge(struct record *r, struct judged_object *o, size_t at, struct load_answer *together);

/* The expectation of @item, read once; it belongs to the item. */
struct expectation *item_expectation(struct judged_object *o, struct judged_item *item);

/* The flags of its BPF_PROG_LOAD; @ret_left_out: those that this kernel does not know. */
uint32_t item_flags(
	const struct judged_object *o, const struct expectation *e, uint32_t *ret_left_out);

#endif
