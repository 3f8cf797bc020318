/* SPDX-License-Identifier: GPL-2.0-only */
/* The key `kernels` of an item: conditions on the kernel's version. */
#ifndef PROJECT_CONDITIONS_H
#define PROJECT_CONDITIONS_H

#include "project-yaml.h"

/*
 * Read @n, a condition or a list of at most LOADER_KERNELS, which some release meets together.
 * What was read is @ret's even where it fails.  Returns as yaml_string().
 */
int project_read_conditions(struct yaml *y, struct fy_node *n, char ***ret, size_t *ret_n);

#endif
