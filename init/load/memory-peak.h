/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory that a BPF_PROG_LOAD takes at its peak: memory.peak of the child's memory cgroup, as
 * veristat of Linux 6.17 and later measures it.
 */
#ifndef INIT_MEMORY_PEAK_H
#define INIT_MEMORY_PEAK_H

#include <stdint.h>

/* @fd: memory.peak of this process's cgroup, opened for reading and writing; -1: there is none. */
void memory_peak_use(int fd);

/*
 * Forget the peak up to now: the bytes that are taken, from which the next peak counts.
 * UNKNOWN_FIGURE where the kernel cannot: memory.peak takes writes since 6.12.
 */
int64_t memory_peak_begin(void);

/* The most bytes taken since memory_peak_begin() gave @begun, beyond those; or UNKNOWN_FIGURE. */
int64_t memory_peak_end(int64_t begun);

#endif
