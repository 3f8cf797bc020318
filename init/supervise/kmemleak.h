/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that nothing in the kernel points to any more, where the kernel looks for it
 * (CONFIG_DEBUG_KMEMLEAK).
 */
#ifndef INIT_KMEMLEAK_H
#define INIT_KMEMLEAK_H

#include "verdict/splat-report.h"

#include <stdbool.h>
#include <stddef.h>

enum kmemleak {
	KMEMLEAK_ABSENT, /* the kernel does not look for it, or is told not to */
	KMEMLEAK_FAILED, /* it should have, and did not, or not to the end */
	KMEMLEAK_SEARCHED,
};

/*
 * Have the kernel look for it, twice: it reports what it found unchanged, and nothing that is
 * younger than 5 s.  What it says is in @text then, cut to @size with the NUL: what is cut off is a
 * failure.  A dozen seconds, with ticks; a minute at most.
 */
enum kmemleak kmemleak_search(char *text, size_t size);

/*
 * The next report of @text, which is moved past it; false at the end.  What was allocated at boot
 * is passed over.  Its pid is that of the process of /init that allocated it, -1 where that was
 * somebody else.
 */
bool kmemleak_next(const char **text, struct splat_report *ret);

#endif
