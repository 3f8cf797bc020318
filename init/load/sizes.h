/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel requires of a map's sizes, by the type of the map. */
#ifndef INIT_SIZES_H
#define INIT_SIZES_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

/* Of a map.  0: it lacks that. */
struct map_sizes {
	int type;
	__u32 flags, key, value, entries;
};

/* As sizes_supply(), of a map that is not opened yet. */
void sizes_fill(char *ret, size_t size, struct map_sizes *sizes);

/*
 * Give @map, which is not created yet, the sizes that it lacks and on which no verdict depends.
 * Sizes that it has stay.  @ret says what was set, "key_size 4, max_entries 1"; "": nothing.
 */
void sizes_supply(char *ret, size_t size, struct bpf_map *map);

/* Whether a refusal may hang on the map's max_entries, where that was supplied. */
bool sizes_entries_decide(const struct bpf_map *map);
/* Then: set it to the other extreme. */
void sizes_set_other_extreme(struct bpf_map *map);

/* What a map may lack on which the verifier's answer depends. */
enum {
	SIZES_KEY = 1U << 0,
	SIZES_VALUE = 1U << 1,
	SIZES_INNER = 1U << 2, /* it is a map of maps, and has no template for them */
};

/* What @map itself lacks: bits of SIZES_…; its template for inner maps is asked about apart. */
unsigned int sizes_lacking(const struct bpf_map *map);

#endif
