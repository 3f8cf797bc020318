/* SPDX-License-Identifier: GPL-2.0-only */
/* The key and value of a map's element, which bpfjury.yaml gives as bytes or by type. */
#ifndef INIT_MAP_ENTRY_H
#define INIT_MAP_ENTRY_H

#include "verdict/loader.h"

#include <bpf/libbpf.h>
#include <stddef.h>

/* As bpf_map__update_elem() takes them.  Owned; see map_entry_clear(). */
struct map_entry {
	unsigned char *key, *value;
	size_t key_len, value_len;
};
void map_entry_clear(struct map_entry *e);

/*
 * Make @ret of @entry for @map of @object.  Values by type get their bytes by the map's BTF; for a
 * map per CPU each CPU gets the same.  0; -ENOMEM; -EINVAL with a sentence in @why.
 */
int map_entry_make(struct map_entry *ret, const struct bpf_object *object,
	const struct bpf_map *map, const struct loader_entry *entry, char *why, size_t why_size);

#endif
