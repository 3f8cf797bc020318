/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys of bpfjury.yaml about results: limits, known-failures, splats (result/policy.h). */
#ifndef PROJECT_POLICY_H
#define PROJECT_POLICY_H

#include "archive/collection.h"
#include "project-yaml.h"
#include "result/policy.h"

/* The value of each key.  Return as yaml_string(). */
int project_read_limits(struct yaml *y, struct policy *p, struct fy_node *n);
int project_read_known_failures(struct yaml *y, struct policy *p, struct fy_node *n);
int project_read_splats(struct yaml *y, struct policy *p, struct fy_node *n);

/*
 * FAIL_MISUSE, reported: an item's match is of no object of @docket, and it is not optional.
 * @path: of the file.
 */
int project_policy_check(const struct policy *p, const struct collection *docket, const char *path);

#endif
