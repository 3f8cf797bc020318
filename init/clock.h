/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_CLOCK_H
#define INIT_CLOCK_H

#include <stdint.h>

/* CLOCK_BOOTTIME in milliseconds.  A guest's clock may run too fast or too slow. */
int64_t uptime_ms(void);

#endif
