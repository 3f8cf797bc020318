/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel answered against what was expected: met, unmet, unknown. */
#ifndef INIT_COMPARE_H
#define INIT_COMPARE_H

#include "expect/expect.h"
#include "load/load.h"

/*
 * @p has its verdict and reason: @p->met by those, by what is looked for in the log, in what the
 * verifier made of the program, in what it prints and returns, and by what is wrong with the
 * expectation itself; with a line on what is not as it should be in
 * @p->detail.  @a NULL: there was not even an object to ask with.
 */
void compare(struct program_result *p, const struct expectation *e, const struct load_answer *a);

#endif
