/* SPDX-License-Identifier: GPL-2.0-only */
/* The bounds a judging child lives in: a cgroup, where the kernel has them. */
#ifndef INIT_CELL_H
#define INIT_CELL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * Make the cgroup with memory.max (three quarters of all) and pids.max, as far as this kernel can.
 */
void cell_make(void);
/*
 * fork(2) with the child in it from its first moment, and with these @flags of clone(2); just
 * fork(2) where there is no cgroup and no flag.  What glibc does about locks of other threads is
 * left out: the caller has none.
 */
pid_t cell_fork(uint64_t flags);
/* Whether the OOM killer was in there since the last call. */
bool cell_ran_out_of_memory(void);

#endif
