/* SPDX-License-Identifier: GPL-2.0-only */
/* How fast this machine's time stamp counter runs. */
#ifndef VM_TSC_H
#define VM_TSC_H

#include <stdint.h>

/*
 * Kilohertz, measured once a run against CLOCK_MONOTONIC (some 60 ms); 0 where there is none (not
 * x86), or where it does not keep pace with that clock.
 */
int64_t tsc_khz(void);

/* The median of @rates where they agree to a thousandth, else 0. */
int64_t tsc_agree(int64_t rates[], int count);

#endif
