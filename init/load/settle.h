/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Waiting for what the kernel does behind a process's back once it has closed its programs and
 * maps.
 */
#ifndef INIT_SETTLE_H
#define INIT_SETTLE_H

#include <stdbool.h>

/*
 * Return when the programs and maps that were closed before are freed, so that what the kernel has
 * to say about that is in its log, and their memory can be had again.  @sleepable: there may have
 * been a program that sleeps, which is freed later. Within SETTLE_MS; false where that was not
 * enough, or where it cannot be known: of one that sleeps, before 5.14.
 */
bool settle(bool sleepable);

#define SETTLE_MS 3000

#endif
