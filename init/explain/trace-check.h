/* SPDX-License-Identifier: GPL-2.0-only */
/* Comparisons of a value that has copies in several registers and stack slots. */
#ifndef INIT_TRACE_CHECK_H
#define INIT_TRACE_CHECK_H

#include "explain/trace-path.h"

struct trace_check {
	int step;	/* the last comparison of the value or of a copy; -1: none */
	int reg;	/* that was compared there */
	bool is_32;	/* its lower 32 bits were: "if w3 > 7" */
	bool is_copy32; /* that register is a copy of the lower 32 bits */
	bool is_same;	/* that register has been unchanged to the step in question, and is it */
	bool is_all;	/* every comparison on the way is known: where step is -1, there is none */
};

/*
 * Comparisons with anything of the value that @reg has before step @at, on the path from the step
 * @origin that made it, in register @made, to @at.
 */
struct trace_check trace_check(const struct trace *t, int origin, int made, int at, int reg);

#endif
