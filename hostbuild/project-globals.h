/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys `globals`, `shapes` and `kconfig` of an object in bpfjury.yaml. */
#ifndef PROJECT_GLOBALS_H
#define PROJECT_GLOBALS_H

#include "project-yaml.h"
#include "verdict/loader.h"

/* A named set of globals that objects are judged with. */
struct project_shape {
	char name[SHAPE_SIZE];
	struct loader_item item; /* its line, and globals; none: as the object has them */
};

/*
 * Read names with values: of variables, of options of the kernel's configuration.  What was read
 * stays in @i where it fails.  0, FAIL_MISUSE, -ENOMEM, -EINTR; reported.
 */
int project_read_globals(struct yaml *y, struct loader_item *i, struct fy_node *n);
int project_read_kconfig(struct yaml *y, struct loader_item *i, struct fy_node *n);

/* The same of names of shapes with globals each, malloc'd. */
int project_read_shapes(
	struct yaml *y, struct fy_node *n, struct project_shape **ret, size_t *ret_count);

#endif
