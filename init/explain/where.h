/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in a program the verifier stood when it refused it. */
#ifndef INIT_WHERE_H
#define INIT_WHERE_H

#include "verdict/model.h"

#include <stdbool.h>

/*
 * Out of a log with the trace (level 1 or 2): the last instruction that it shows, with its line of
 * source as the kernel writes it, "; return *p; @ file.c:12" (the place only where the kernel
 * @says_places, 6.9 and later), where the object has line info.  Without a trace @p stays as it is.
 */
void where_refused(struct program_result *p, const char *log, bool says_places);

#endif
