/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel log, read for splats. */
#ifndef INIT_KMSG_H
#define INIT_KMSG_H

#include <stdbool.h>
#include <stddef.h>

/* Open /dev/kmsg at its oldest line; the descriptor (readable when there is more), or -errno. */
int kmsg_open(void);

/*
 * The next splat among the lines that are there now: true with its title (cleaned), false when all
 * were read.  Lines that belong to a splat already begun ("CPU: 0 PID: 71 …") begin no other.
 */
bool kmsg_next_splat(char *title, size_t size);

/* Whether lines were overwritten before they were read, since the last call. */
bool kmsg_lost(void);

#endif
