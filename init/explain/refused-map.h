/* SPDX-License-Identifier: GPL-2.0-only */
/* The map that the kernel did not make, and what the object does not say of it. */
#ifndef INIT_REFUSED_MAP_H
#define INIT_REFUSED_MAP_H

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>

struct refused_map {
	const struct bpf_map *map;   /* as the object defines it */
	const struct bpf_map *outer; /* @map is its template for inner maps; NULL: it is not */
	char line[640];		     /* libbpf's, clean */
};

/*
 * The map of @object that libbpf could not create, by its @warnings.  False where they name none,
 * or one that the object does not have; @ret->line is set where they name one.
 */
bool refused_map_find(
	struct refused_map *ret, const struct bpf_object *object, const char *warnings);

/*
 * The keys of bpfjury.yaml(5) for what the verifier's answer depends on and the object does not say
 * of the map: "key-size: N, value-size: N", "inner: {type: TYPE, …}".  "": nothing lacks.
 */
void refused_map_lacks(char *ret, size_t size, const struct refused_map *refused);

#endif
