/* SPDX-License-Identifier: GPL-2.0-only */
/* Which capability a refused program lacks. */
#ifndef INIT_CAPABILITIES_H
#define INIT_CAPABILITIES_H

#include "expect/expectation.h"
#include "load/request.h"
#include "verdict/model.h"

/*
 * Where @p, a refusal of a program that is loaded without some capabilities, is not as expected and
 * has no help yet: load it as @request says with one more, then with two more, and set p->help to
 * those with which it is accepted, or say that none would do.  At most ten loads, of @timeout_ms /
 * 20 each.  The verdict stays.
 */
void capabilities_help(struct program_result *p, const struct load_request *request,
	const struct expectation *e, int64_t timeout_ms);

#endif
