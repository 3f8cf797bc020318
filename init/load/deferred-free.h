/* SPDX-License-Identifier: GPL-2.0-only */
/* Wait until the kernel has freed the programs and maps that were closed. */
#ifndef INIT_DEFERRED_FREE_H
#define INIT_DEFERRED_FREE_H

#include <stdbool.h>

#define DEFERRED_FREE_WAIT_MS 3000

/*
 * Return once the kernel has freed all programs and maps that were closed before this call.  What
 * it reports on that is then in the kernel log, and their memory is free.  @sleepable: a program
 * that may sleep can be among them; those are freed later.  Waits at most DEFERRED_FREE_WAIT_MS;
 * false where that was too short, or where it cannot be known: with @sleepable, before 5.14.
 */
bool deferred_free_wait(bool sleepable);

#endif
