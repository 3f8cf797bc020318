/* SPDX-License-Identifier: GPL-2.0-only */
/* What is wrong with the flags of a map, in words. */
#ifndef INIT_MAP_FLAGS_H
#define INIT_MAP_FLAGS_H

#include "explain/map-faults.h"

#include <stddef.h>

/* "a lpm_trie needs __uint(map_flags, BPF_F_NO_PREALLOC)".  Which types take a flag is asked. */
void map_flags_say(char *ret, size_t size, const struct map_question *refused,
	const struct map_faults *faults);

#endif
