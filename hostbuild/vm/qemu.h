/* SPDX-License-Identifier: GPL-2.0-only */
/* QEMU as what runs /init: argv, sockets for the guest's serial ports, and a monitor. */
#ifndef VM_QEMU_H
#define VM_QEMU_H

#include "vm/machine.h"
#include "vm/runner.h"

/*
 * A runner of @m, not yet started, for one boot; NULL without memory.  @m is copied: its strings
 * and descriptors must outlive the runner.  What start() sets in it (console_fd and the like) is
 * not looked at.
 */
struct runner *qemu_runner(const struct machine *m);

#endif
