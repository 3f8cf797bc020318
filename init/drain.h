/* SPDX-License-Identifier: GPL-2.0-only */
/* Waiting until a serial port has sent what was written to it. */
#ifndef INIT_DRAIN_H
#define INIT_DRAIN_H

#include <stdbool.h>

/*
 * Wait until the queue of @fd is empty.  Gives up after a second in which it got no shorter: a slow
 * port has the time it needs.  Returns at once where @fd is no terminal.
 */
void drain_queue(int fd);

/* The same, then wait until the transmitter is empty: a reboot cannot take that back. */
void drain_all(int fd);

#endif
