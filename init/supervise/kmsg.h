/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel log, read for splats. */
#ifndef INIT_KMSG_H
#define INIT_KMSG_H

#include "verdict/splat-report.h"

#include <stdbool.h>

/* Open /dev/kmsg at its oldest line; the descriptor (readable when there is more), or -errno. */
int kmsg_open(void);

/*
 * The next report among the lines that are there now: true with it, false when all were read.  One
 * that has not ended waits for its other lines, unless @all are wanted.
 */
bool kmsg_next_report(struct splat_report *ret, bool all);

/*
 * In a child: wipe what was read of the log.  The kernel logs its command line, which has the
 * nonce.
 */
void kmsg_forget(void);

/* Whether lines were overwritten before they were read, since the last call. */
bool kmsg_lost(void);

#endif
