/* SPDX-License-Identifier: GPL-2.0-only */
/* Builds of one object, in the order in which they are given. */
#ifndef BISECT_AXIS_OBJECTS_H
#define BISECT_AXIS_OBJECTS_H

#include "bisect/axis.h"

/*
 * The first of @paths is good, the last bad.  Neighbours of equal content are one point, which is
 * said.  FAIL_MISUSE: one is no BPF object or cannot be read, or is given twice, or both ends are
 * the same.  Reports its errors, those of all paths at once.
 */
int axis_objects(struct axis **ret, char *const *paths, size_t n);

#endif
