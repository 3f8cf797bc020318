/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a register's value came from: back along the path of a trace. */
#ifndef INIT_TRACE_PATH_H
#define INIT_TRACE_PATH_H

#include "explain/trace-deed.h"
#include "explain/trace-value.h"

/*
 * The last step before @at on its path that changes @reg; -1: none, or not known (@ret_complete:
 * the path is known from the program's beginning).  It stays within a function.
 */
int trace_writer(const struct trace *t, int at, int reg, bool *ret_complete);

/*
 * The last step before @at on its path that stored to the stack at @off; *ret_reg -1: a constant.
 */
int trace_spill(const struct trace *t, int at, int64_t off, int *ret_reg);

/*
 * The step that made the value that @reg has before step @at: copies and spills are followed back.
 * *ret_reg is the register that it made it in.  -1: not known.
 */
int trace_origin(const struct trace *t, int at, int reg, int *ret_reg);

/* What the pointer that @reg has before step @at points to. */
enum trace_base { BASE_UNKNOWN, BASE_CONTEXT, BASE_STACK, BASE_OTHER };
enum trace_base trace_base(const struct trace *t, int at, int reg);

#endif
