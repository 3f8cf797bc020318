/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys `programs` and `alternatives` of an object in bpfjury.yaml. */
#ifndef PROJECT_PROGRAMS_H
#define PROJECT_PROGRAMS_H

#include "project-yaml.h"
#include "verdict/loader.h"

/*
 * Read `none`, or a mapping of names to what is set of a program; and a list of lists of names.
 * What was read stays in @i where it fails.  0, FAIL_MISUSE, -ENOMEM, -EINTR; reported.
 */
int project_read_programs(struct yaml *y, struct loader_item *i, struct fy_node *n);
int project_read_alternatives(struct yaml *y, struct loader_item *i, struct fy_node *n);

#endif
