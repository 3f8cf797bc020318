/* SPDX-License-Identifier: GPL-2.0-only */
/* Which of its properties a map was refused for. */
#ifndef INIT_MAP_FAULTS_H
#define INIT_MAP_FAULTS_H

#include "explain/map-ask.h"

enum map_property {
	MAP_FLAGS,
	MAP_KEY,
	MAP_VALUE,
	MAP_ENTRIES,
	MAP_EXTRA,
	MAP_NUMA,
	MAP_INNER,
	MAP_BTF,
	MAP_PROPERTIES,
};

struct map_faults {
	unsigned int set; /* 1 << enum map_property */
	bool whole;	  /* with these changed, and nothing else, the kernel makes the map */
	uint32_t flags_lacking, flags_refused, flags_clashing;
};

/*
 * Find them by making maps that differ from a plain one of that type, or from @refused, in one
 * property each: at most 50 maps, which are small unless only the number of entries is in question.
 * False: the kernel does not make the plain one either, or is of another opinion today.
 */
bool map_faults_find(struct map_faults *ret, const struct map_question *refused);

#endif
