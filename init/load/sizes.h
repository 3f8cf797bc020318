/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel requires of a map's sizes, by the type of the map. */
#ifndef INIT_SIZES_H
#define INIT_SIZES_H

#include <bpf/libbpf.h>
#include <stddef.h>

/*
 * Give @map, which is not created yet, the sizes that it lacks and on which no verdict depends.
 * Sizes that it has stay.  @ret says what was set, "key_size 4, max_entries 1"; "": nothing.
 */
void sizes_supply(char *ret, size_t size, struct bpf_map *map);

/*
 * What @map lacks and the verifier's answer depends on: "key_size", "value_size", "inner map".
 * NULL: nothing.
 */
const char *sizes_lacking(const struct bpf_map *map);

#endif
