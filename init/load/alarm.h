/* SPDX-License-Identifier: GPL-2.0-only */
/* A signal that ends a system call which takes too long. */
#ifndef INIT_ALARM_H
#define INIT_ALARM_H

#include <stdint.h>

/*
 * From @ms on a signal without effect is pending again and again, so that one that came before the
 * call is not the last. 0: no more, and none is pending then.
 */
void alarm_after(int64_t ms);

#endif
