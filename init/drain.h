/* SPDX-License-Identifier: GPL-2.0-only */
/* Until a serial port has sent what it was given. */
#ifndef INIT_DRAIN_H
#define INIT_DRAIN_H

#include <stdbool.h>

/*
 * Wait until the queue of @fd is empty.  Gives up after a second in which it got no shorter, so a
 * slow port is not cut short.  At once where @fd is no terminal.
 */
void drain_queue(int fd);

/* The same, and until the transmitter has sent its last bit: what is sent is safe from a reboot. */
void drain_all(int fd);

#endif
