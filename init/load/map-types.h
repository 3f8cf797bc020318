/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Definitions of maps in BTF, as libbpf reads them: a variable of the section ".maps", whose type
 * is a structure.  A number is a pointer to an array of that many elements.  Ids come from a
 * hostile object: libbpf has checked that they exist (btf__new()).
 */
#ifndef INIT_MAP_TYPES_H
#define INIT_MAP_TYPES_H

#include "load/sizes.h"

#include <bpf/btf.h>
#include <stdbool.h>

/* Whether type @id is the section @name. */
bool map_types_is_section(const struct btf *btf, __u32 id, const char *name);
/* Whether @member is in a section @name. */
bool map_types_in_section(const struct btf *btf, const char *name, __u32 member);

/* The structure that defines the variable @var; 0: none. */
__u32 map_types_definition(const struct btf *btf, __u32 var);

/* The index of the member @name of structure @def that has a number, @ret; -1: none. */
int map_types_member(const struct btf *btf, __u32 def, const char *name, __u32 *ret);
/* The index of the member "values"; -1: none. */
int map_types_values(const struct btf *btf, __u32 def);
/* The structure that is the template for inner maps of @def. */
bool map_types_inner(const struct btf *btf, __u32 def, __u32 *ret);

/* Type, flags and sizes that structure @def gives. */
void map_types_sizes(struct map_sizes *ret, const struct btf *btf, __u32 def);

/* Add the type of a member with number @value: its id or -errno. */
int map_types_add_uint(struct btf *btf, __u32 value);

/* A member of a structure to be made: the id of its type. */
struct map_member {
	const char *name;
	int id;
};
/* Add a structure with these members, each a pointer or an array: its id or -errno. */
int map_types_add_struct(struct btf *btf, const struct map_member *members, size_t n);

/*
 * Add an array for the member "values" whose template is a copy of structure @inner with the sizes
 * of @gets where they are not those of @has: its id or -errno.
 */
int map_types_add_inner(
	struct btf *btf, __u32 inner, const struct map_sizes *has, const struct map_sizes *gets);
/* Add an array for the member "values" with the template @inner: its id or -errno. */
int map_types_add_values(struct btf *btf, __u32 inner);

#endif
