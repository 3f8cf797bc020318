/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_POWER_H
#define INIT_POWER_H

/* End the machine.  Never returns, even where reboot(2) fails.  For the guest's PID 1 only. */
void power_off(void) __attribute__((noreturn));

#endif
