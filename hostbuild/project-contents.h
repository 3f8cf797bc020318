/* SPDX-License-Identifier: GPL-2.0-only */
/* The elements of a map in bpfjury.yaml. */
#ifndef PROJECT_CONTENTS_H
#define PROJECT_CONTENTS_H

#include "project-yaml.h"
#include "verdict/loader.h"

/*
 * Whether all keys of the mapping @n are bytes in hexadecimal, two digits each: the elements of a
 * map, and no settings.
 */
bool project_is_hexadecimal(struct fy_node *n);

/*
 * Read @n into the entries of @m: bytes, where it stands in the map's own place (@direct) or where
 * all keys and values are bytes in quotes; else values by BTF, in a mapping or in a list of {key,
 * value}.  0, FAIL_MISUSE, -ENOMEM, -EINTR; reported.
 */
int project_read_contents(struct yaml *y, struct loader_map *m, struct fy_node *n, bool direct);

#endif
