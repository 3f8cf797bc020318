/* SPDX-License-Identifier: GPL-2.0-only */
/* Where in a program the verifier refused it. */
#ifndef INIT_WHERE_H
#define INIT_WHERE_H

#include "verdict/model.h"

#include <stdbool.h>

/*
 * From a log with a trace (level 1 or 2), set p->insn to the last instruction in it, and p->source
 * and p->source_at to that instruction's line of source, if the object has line info.  The kernel
 * writes "; return *p; @ file.c:12"; before 6.9 (@says_places false) without file and line.  A log
 * without a trace changes nothing.
 */
void where_refused(struct program_result *p, const char *log, bool says_places);

#endif
