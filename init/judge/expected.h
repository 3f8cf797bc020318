/* SPDX-License-Identifier: GPL-2.0-only */
/* What is expected of one item on the running kernel. */
#ifndef INIT_EXPECTED_H
#define INIT_EXPECTED_H

#include "expect/expect.h"
#include "judge/object.h"

/*
 * The expectation of @item: expect_read(), whose conditions are probed on this kernel, and checked.
 * @ret->problem is set where the annotations may not be those of the program, or where a setting of
 * bpfjury.yaml has no effect: the result is then unknown.
 */
void expected_read(
	struct expectation *ret, const struct judged_object *o, const struct judged_item *item);

#endif
