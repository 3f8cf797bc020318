/* SPDX-License-Identifier: GPL-2.0-only */
/* The rate of this machine's cycle counter, which x86 calls the time stamp counter. */
#ifndef VM_COUNTER_H
#define VM_COUNTER_H

#include <stdint.h>

/*
 * In kHz, measured against CLOCK_MONOTONIC, which takes 60 ms at the first call.  0: the machine
 * has none (it is not x86), or it does not keep pace with that clock.
 */
int64_t counter_khz(void);

/* The median of @rates where all agree to a thousandth, else 0.  Sorts them. */
int64_t counter_agree(int64_t rates[], int count);

#endif
