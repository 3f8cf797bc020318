/* SPDX-License-Identifier: GPL-2.0-only */
/* The keys `kernels`, `needs` and `lacks` of an item: conditions on the kernel. */
#ifndef PROJECT_CONDITIONS_H
#define PROJECT_CONDITIONS_H

#include "project-yaml.h"
#include "verdict/loader.h"

/*
 * Read @n, a condition or a list of at most LOADER_KERNELS, which some release meets together.
 * What was read is @ret's even where it fails.  Returns as yaml_string().
 */
int project_read_conditions(struct yaml *y, struct fy_node *n, char ***ret, size_t *ret_n);

/*
 * Add @n, a word of verdict/need-words.h or a list of them, to the needs of @i, which has at most
 * LOADER_NEEDS.  @lacks: the key is `lacks`.  Returns as yaml_string().
 */
int project_read_needs(struct yaml *y, struct fy_node *n, struct loader_item *i, bool lacks);

#endif
