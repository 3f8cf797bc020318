/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_POWER_H
#define INIT_POWER_H

/* Make the machine end; never returns, whatever reboot(2) does. */
void power_off(void) __attribute__((noreturn));

#endif
