/* SPDX-License-Identifier: GPL-2.0-only */
/* Name the change of the kernel that a refusal fits: program_result.erratum. */
#ifndef INIT_ERRATA_H
#define INIT_ERRATA_H

#include "explain/help-ask.h"
#include "verdict/errata.h"
#include "verdict/model.h"

/*
 * Set p->erratum to what the first row of verdict/errata-table.h says that p's reason, its message
 * and the log of @c fit on a kernel of c->version; leave it where none does, where @p is not
 * refused, and where the refusal is expected.  c->program may be NULL: rows that ask for it then do
 * not fit.
 */
void errata_judge(struct program_result *p, const struct help_case *c);

/* Whether @e fits, on whatever kernel. */
bool errata_fits(
	const struct erratum *e, const struct program_result *p, const struct help_case *c);

#endif
