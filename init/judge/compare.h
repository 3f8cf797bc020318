/* SPDX-License-Identifier: GPL-2.0-only */
/* Compare what the kernel answered with what was expected: met, unmet or unknown. */
#ifndef INIT_COMPARE_H
#define INIT_COMPARE_H

#include "expect/expect.h"
#include "load/load.h"

/*
 * Set @p->met, and for what is not met @p->detail and where needed @p->reason, from
 *	- the verdict and reason, which @p has already
 *	- the messages that are looked for in the verifier's log, or else in libbpf's warnings
 *	- those that are looked for in the program as the verifier rewrote it
 *	- what the run returned and printed
 *	- @e->problem, which makes the result unknown
 * @a NULL: the object did not open, so there is no answer.
 */
void compare(struct program_result *p, const struct expectation *e, const struct load_answer *a);

#endif
