/* SPDX-License-Identifier: GPL-2.0-only */
/* Objects that are judged in shapes: one entry of the collection for each. */
#ifndef PROJECT_SHAPES_H
#define PROJECT_SHAPES_H

#include "archive/collection.h"
#include "project.h"

/*
 * Move the items of @p, whose indices the objects of @docket have, and those of its shapes to
 * @docket, and replace each object for which there are shapes by one for each, sorted by name.
 * Shapes of one name in several items are one, with all of their globals in order.  FAIL_MISUSE:
 * too many; -ENOMEM; reported.
 */
int project_shapes_expand(struct project *p, struct collection *docket);

#endif
