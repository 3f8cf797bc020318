/* SPDX-License-Identifier: GPL-2.0-only */
/* Find what is wrong with a program's cases, whether or not they apply to the running kernel. */
#ifndef INIT_EXPECT_CHECK_H
#define INIT_EXPECT_CHECK_H

#include "expect/expectation.h"
#include "expect/tags.h"

#include <stddef.h>

/*
 * @tags: those of the cases, without what applies to all of them.  The first problem found goes
 * into e->problem, unless it has one already.
 */
void expect_check(struct expectation *e, const struct tag *tags, size_t count);

#endif
