/* SPDX-License-Identifier: GPL-2.0-only */
/* How much memory the maps of an object take, estimated before they are made. */
#ifndef INIT_MAP_MEMORY_H
#define INIT_MAP_MEMORY_H

#include <bpf/libbpf.h>
#include <stdint.h>

/*
 * Bytes that the kernel itself would say that @map takes when it has just been made: "memlock" of
 * its fdinfo, where @cpus processors are possible.  Of hashes without preallocation, tries and
 * local storage that is before their first element.  MAPS_BYTES_MAX at most.
 */
int64_t map_memory_figure(const struct bpf_map *map, int cpus);

/*
 * Bytes that loading @object takes for its maps: those that libbpf would create, with their inner
 * maps and the copies that libbpf keeps, and what the kernel needs besides and does not count.
 * @object is opened and set up for the load.  MAPS_BYTES_MAX at most.
 */
int64_t map_memory_of(const struct bpf_object *object);

#endif
