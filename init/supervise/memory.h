/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether this guest has the memory that the maps of an object take. */
#ifndef INIT_MEMORY_H
#define INIT_MEMORY_H

#include <stdint.h>

/* Note how much memory is free before any object is judged. */
void memory_init(void);

/*
 * MiB of a guest that holds maps of @maps bytes; 0: this one does.  What earlier objects may still
 * hold does not count: the answer is the same wherever the object is in the docket.
 */
int64_t memory_guest_mib(int64_t maps);

/* What this guest has, without what the kernel reserved at boot; 0: not known. */
int64_t memory_total_mib(void);

/*
 * The same for a guest of @total bytes, of which @available are free before any object is judged.
 */
int64_t memory_guest_mib_of(int64_t maps, int64_t total, int64_t available);

#endif
