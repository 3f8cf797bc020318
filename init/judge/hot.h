/* SPDX-License-Identifier: GPL-2.0-only */
/* Count where the verifier's work on a program goes, in one more load. */
#ifndef INIT_JUDGE_HOT_H
#define INIT_JUDGE_HOT_H

#include "judge/object.h"
#include "load/request.h"
#include "verdict/record.h"

#include <stdbool.h>

/*
 * Whether the program, with the result @p, is to be counted: it was refused for a limit and not
 * expected to be, or the run asks for all that take @percent of the kernel's limit (0: it does not)
 * and this one does.
 */
bool hot_is_asked(const struct program_result *p, int64_t percent);

/*
 * Load the item of @request once more, for a part of @left_ms, what is left of its time; set
 * hot_insns and hot_cut of @r's result and send the entries.  Where that load has no answer,
 * nothing is set.
 */
void hot_count(struct record *r, const struct judged_object *o, const struct load_request *request,
	int64_t left_ms);

#endif
