/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupt a system call that takes too long. */
#ifndef INIT_ALARM_H
#define INIT_ALARM_H

#include <stdint.h>

/*
 * Send this process SIGALRM after @ms milliseconds, and repeatedly from then on: a single signal
 * could arrive before the call that it should interrupt.  Its handler does nothing.  0: stop; no
 * signal is pending afterwards, and one that still comes is ignored.
 */
void alarm_after(int64_t ms);

#endif
