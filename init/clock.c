// SPDX-License-Identifier: GPL-2.0-only
#include "clock.h"

#include <time.h>

int64_t uptime_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
