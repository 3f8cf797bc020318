/* SPDX-License-Identifier: GPL-2.0-only */
/* Settings of bpfjury.yaml for one map. */
#ifndef INIT_CONFIGURE_MAP_H
#define INIT_CONFIGURE_MAP_H

#include "verdict/loader.h"

#include <bpf/libbpf.h>
#include <stddef.h>

/* The name that rules have for @map: libbpf gives ".rodata" the object's name as a prefix. */
const char *configure_map_name(const struct bpf_map *map);

/*
 * Apply the definition and autocreate of @rule to @map, which is not created yet.  0; -EINVAL with
 * a sentence in @why: the rule does not fit the map; -ENOMEM.
 */
int configure_map(struct bpf_map *map, const struct loader_map *rule, char *why, size_t why_size);

/*
 * Create the template of the inner maps of @map, which the loader would pass to
 * bpf_map__set_inner_map_fd(): what @object declares for them, changed by @rule.  Returns its
 * descriptor, which the caller closes.  -EINVAL with *@ret_refused false: the rule does not fit the
 * map.  -errno with *@ret_refused true: the kernel refused it.  Both have a sentence in @why.
 */
int configure_map_template(const struct bpf_object *object, struct bpf_map *map,
	const struct loader_map *rule, bool *ret_refused, char *why, size_t why_size);

#endif
