// SPDX-License-Identifier: GPL-2.0-only
#include "vm/counter.h"

#include <stddef.h>
#include <time.h>

#define TIMES	   3
#define STRETCH_NS 20000000
#define LOOKS	   16

#if defined(__x86_64__) || defined(__i386__)
#include <x86intrin.h>

struct moment {
	int64_t ns;
	uint64_t ticks;
};

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/*
 * Read both clocks at one moment.  We may be descheduled between the two reads, so the read counts
 * that took least of several.
 */
static struct moment read_clocks(void)
{
	struct moment best = {0};
	uint64_t least = UINT64_MAX;

	for (int i = 0; i < LOOKS; i++) {
		const uint64_t before = __rdtsc();
		const int64_t ns = now_ns();
		const uint64_t after = __rdtsc();
		if (after - before < least) {
			least = after - before;
			best = (struct moment){.ns = ns, .ticks = before + (after - before) / 2};
		}
	}
	return best;
}

static int64_t measure(void)
{
	const struct timespec stretch = {.tv_nsec = STRETCH_NS};
	const struct moment from = read_clocks();

	nanosleep(&stretch, NULL);
	const struct moment to = read_clocks();
	if (to.ns <= from.ns || to.ticks <= from.ticks)
		return 0;
	return (int64_t)((double)(to.ticks - from.ticks) * 1e6 / (double)(to.ns - from.ns) + 0.5);
}
#else
static int64_t measure(void)
{
	return 0;
}
#endif

int64_t counter_agree(int64_t rates[], int count)
{
	/* insertion sort: there are few */
	for (int i = 1; i < count; i++)
		for (int j = i; j > 0 && rates[j] < rates[j - 1]; j--) {
			const int64_t rate = rates[j];
			rates[j] = rates[j - 1];
			rates[j - 1] = rate;
		}
	const int64_t least = count ? rates[0] : 0;
	return least > 0 && rates[count - 1] - least <= least / 1000 ? rates[count / 2] : 0;
}

int64_t counter_khz(void)
{
	static int64_t known = -1;
	int64_t rates[TIMES];

	if (known >= 0)
		return known;
	for (int i = 0; i < TIMES; i++)
		rates[i] = measure();
	return known = counter_agree(rates, TIMES);
}
