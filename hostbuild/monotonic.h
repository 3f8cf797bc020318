/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef MONOTONIC_H
#define MONOTONIC_H

#include <stdint.h>

/* CLOCK_MONOTONIC in milliseconds. */
int64_t monotonic_ms(void);

#endif
