/* SPDX-License-Identifier: GPL-2.0-only */
/* What the processor of a guest does, seen through QEMU's monitor. */
#ifndef VM_QEMU_LOOK_H
#define VM_QEMU_LOOK_H

#include "vm/look.h"
#include "vm/monitor.h"

/*
 * Look at the processor some times, for about a second and at most two; the guest goes on
 * meanwhile. Frees what @ret owned before.
 */
void qemu_look(struct look *ret, struct monitor *m);

#endif
