/* SPDX-License-Identifier: GPL-2.0-only */
/* How much memory the next boot's guest has. */
#ifndef VM_GUEST_MEMORY_H
#define VM_GUEST_MEMORY_H

#include "result/result.h"

#include <stdint.h>

/*
 * MiB for the first boot: @mib, or what the notes of earlier runs say that an object of @k needs
 * (memory-notes.h), but not more than @max, where that is more than @mib.
 */
int64_t guest_memory_first(const struct result_kernel *k, int64_t mib, int64_t max);

/*
 * MiB for the boot after one with @mib, which was too small: @needed, which the object's maps need,
 * but at least twice as much as before.  @needed 0: it is not known how much would do; four times
 * as much.  Never more than @max.
 */
int64_t guest_memory_next(int64_t mib, int64_t needed, int64_t max);

#endif
