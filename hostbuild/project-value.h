/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Values for a type of BTF, which only the guest knows: YAML → JSON (verdict/loader.h,
 * loader_value_ok()).
 */
#ifndef PROJECT_VALUE_H
#define PROJECT_VALUE_H

#include "project-yaml.h"

#include <jansson.h>

/*
 * The value of @n: without quotes true, false and numbers are such, as in YAML 1.2; all else is
 * text.  A number that JSON cannot hold, up to 2^64 - 1, becomes a text.  0, FAIL_MISUSE, -ENOMEM,
 * -EINTR; reported, with @what it is of.
 */
int project_value(struct yaml *y, struct fy_node *n, const char *what, json_t **ret);

#endif
