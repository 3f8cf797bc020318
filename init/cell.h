/* SPDX-License-Identifier: GPL-2.0-only */
/* The bounds a judging child lives in: a cgroup, where the kernel has them. */
#ifndef INIT_CELL_H
#define INIT_CELL_H

#include <stdbool.h>

/* Make the cgroup with memory.max (three quarters of all) and pids.max, as far as this kernel can. */
void cell_make(void);
/* The calling process goes in; no error where there is no cgroup. */
void cell_enter(void);
/* Whether the OOM killer was in there since the last call. */
bool cell_ran_out_of_memory(void);

#endif
