/* SPDX-License-Identifier: GPL-2.0-only */
/* What a boot that ended amounts to, and why, for people. */
#ifndef VM_OUTCOME_H
#define VM_OUTCOME_H

#include "kernel/kernel.h"
#include "result/result.h"
#include "vm/boot.h"

/*
 * The outcome that the stream shows (gather_outcome()), corrected by what the console and the
 * runner show.  @b: after boot_end().
 */
enum outcome boot_outcome(const struct boot *b);

/* Why, in one line, malloc'd; NULL for OUTCOME_COMPLETE, or without memory. */
char *boot_why(const struct boot *b, enum outcome o, const struct kernel *k);

#endif
