/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of gather.c among themselves.  The functions that take a record return 1, or what
 * gather_garbled() does.
 */
#ifndef VM_GATHER_PARTS_H
#define VM_GATHER_PARTS_H

#include "vm/gather.h"

/* The boot is garbled from here on, and this is why.  Returns -EBADMSG. */
int gather_garbled(struct gather *g, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* gather-programs.c: a piece of the log of the open program; its result, which closes it. */
int gather_log(struct gather *g, const struct record *r);
int gather_keep_program(struct gather *g, const struct program_result *p);

/* gather-kernel.c: what records say of the kernel, not of a program. */
int gather_identity(struct gather *g, const struct record *r);
int gather_features(struct gather *g, const struct record *r);
int gather_splat(struct gather *g, const struct record *r);
int gather_report(struct gather *g, const struct record *r);

#endif
