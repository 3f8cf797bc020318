/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory that nothing in the kernel points to any more, where the kernel looks for it (CONFIG_DEBUG_KMEMLEAK). */
#ifndef INIT_KMEMLEAK_H
#define INIT_KMEMLEAK_H

#include "verdict/splat-report.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Have the kernel look for it, twice: it reports what it found unchanged, and nothing that is younger than 5 s.  What it says is
 * in @text then, cut to @size with the NUL; false where it does not look, or did not end in a minute.  A dozen seconds, with ticks.
 */
bool kmemleak_scan(char *text, size_t size);

/* The next report of @text, which is moved behind it; false at the end.  What was allocated at boot is passed over. */
bool kmemleak_next(const char **text, struct splat_report *ret);

#endif
