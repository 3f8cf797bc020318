/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel wants of flags, sizes and entries of a map, in words. */
#ifndef INIT_MAP_RULES_H
#define INIT_MAP_RULES_H

#include "explain/map-faults.h"

#include <stddef.h>

/*
 * Write to @ret what is wrong with each property in @faults but its BTF: "a percpu_array has a
 * value_size of at most 32768, and this one has 65536".  Bounds are asked for.  "" for no fault.
 */
void map_rules_say(char *ret, size_t size, const struct map_question *refused,
	const struct map_faults *faults);

/* Append "; @text", or @text to an empty @ret.  What does not fit is left out as a whole. */
void map_rules_add(char *ret, size_t size, const char *text);

/* The name of a map type, "type 99" for an unknown one; in a buffer of the function. */
const char *map_rules_type(uint32_t type);

#endif
