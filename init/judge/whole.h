/* SPDX-License-Identifier: GPL-2.0-only */
/* Judge an object as a whole: what its own loader would find when it loads it. */
#ifndef INIT_JUDGE_WHOLE_H
#define INIT_JUDGE_WHOLE_H

#include "judge/object.h"

#include <stddef.h>

/*
 * Load the programs of @o that belong together (judge/members.h) as one object, and send the
 * records of that: whole-begin, the results of the first @judged items, the log and whole.  Returns
 * the next item that has no result.  Ends the process where PID 1 does not listen, or without
 * memory.
 */
size_t whole_judge(struct judged_object *o, size_t judged);

#endif
