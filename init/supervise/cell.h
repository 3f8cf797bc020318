/* SPDX-License-Identifier: GPL-2.0-only */
/* The cgroup that bounds the memory and the number of processes of a child. */
#ifndef INIT_CELL_H
#define INIT_CELL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Its share of the guest's memory, of which @total bytes are not reserved by the kernel. */
#define CELL_PARTS	  3
#define CELL_OF		  4
#define CELL_BYTES(total) ((total) / CELL_OF * CELL_PARTS)

/* Make the cgroup: memory.max is 3/4 of RAM, pids.max 32; what the kernel lacks is left out. */
void cell_make(void);
/*
 * Like fork(2), with @flags of clone(2), and the child is in the cgroup from its start, as far as
 * there is one.  The system call is made directly, without glibc's care for the locks of other
 * threads: the caller must have no threads.
 */
pid_t cell_fork(uint64_t flags);
/* memory.peak of the cgroup, for reading and writing; -1: none that may be written, before 6.12. */
int cell_peak(void);
/* Whether the OOM killer killed a process of the cgroup since the last call. */
bool cell_ran_out_of_memory(void);

#endif
