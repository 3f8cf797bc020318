/* SPDX-License-Identifier: GPL-2.0-only */
/* Items of bpfjury.yaml that hold where the kernel has something, or lacks it. */
#ifndef INIT_JUDGE_ASK_H
#define INIT_JUDGE_ASK_H

#include "docket.h"

/*
 * Where the items of @e ask the kernel, set @e->loader anew, with its answers, for the upstream
 * version @version; the caller clears it.  @e is a copy of an entry of @docket.  PID 1 cannot do
 * this: some answers are in the kernel's BTF.  -ENOMEM.
 */
int ask_items(struct docket_entry *e, const struct docket *docket, const char *version);

/* Why it is not known whether the item of line @l->undecided holds.  Returns @ret. */
const char *ask_why_undecided(char *ret, size_t size, const struct loader *l);

#endif
