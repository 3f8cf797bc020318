/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory leaks of the kernel, on one that looks for them (CONFIG_DEBUG_KMEMLEAK). */
#ifndef INIT_KMEMLEAK_H
#define INIT_KMEMLEAK_H

#include "verdict/splat-report.h"

#include <stdbool.h>
#include <stddef.h>

enum kmemleak {
	KMEMLEAK_ABSENT, /* the kernel does not look for leaks, or was told not to */
	KMEMLEAK_FAILED, /* a search failed, or its reports did not fit or did not end */
	KMEMLEAK_SEARCHED,
};

/*
 * Have the kernel scan twice, and read its reports into @text (@size bytes with the NUL).  It
 * reports objects that were unchanged between scans, and none younger than 5 s.  Takes about 12 s,
 * sends ticks meanwhile, and gives up after 60 s.
 */
enum kmemleak kmemleak_search(char *text, size_t size);

/*
 * The next report in @text, which then points after it; false: there is none.  Reports of memory
 * that was allocated during boot are skipped.  @ret's pid is that of the process of /init that
 * allocated the memory, -1 where it was another process.
 */
bool kmemleak_next(const char **text, struct splat_report *ret);

#endif
