/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a kernel refuses the BTF of a map's key and value. */
#ifndef INIT_MAP_FIELDS_H
#define INIT_MAP_FIELDS_H

#include "explain/map-ask.h"

#include <bpf/btf.h>
#include <stddef.h>

/*
 * Write to @ret what in the types of @refused, of the object's @btf, its map does not take: "a
 * lru_hash takes no bpf_spin_lock in its value; hash, array do".  "": nothing is found.
 */
void map_fields_say(
	char *ret, size_t size, const struct map_question *refused, const struct btf *btf);

#endif
