/* SPDX-License-Identifier: GPL-2.0-only */
/* The key `maps` of an object in bpfjury.yaml. */
#ifndef PROJECT_MAPS_H
#define PROJECT_MAPS_H

#include "project-yaml.h"
#include "verdict/loader.h"

/*
 * Read @n, a mapping of map names to mappings of keys to values, into @l.  What was read stays in
 * @l where it fails.  0, FAIL_MISUSE, -ENOMEM, -EINTR; reported.
 */
int project_read_maps(struct yaml *y, struct loader_item *l, struct fy_node *n);

#endif
