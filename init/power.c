// SPDX-License-Identifier: GPL-2.0-only
#include "power.h"
#include "console.h"

#include <sys/reboot.h>
#include <unistd.h>

void power_off(void)
{
	console_finish();
#if defined(__x86_64__) || defined(__i386__)
	/*
	 * Without ACPI RB_POWER_OFF halts for ever; a restart ends QEMU under -no-reboot.  Not in
	 * User-Mode Linux (its own file: arch/um/kernel/exitcode.c), whose restart executes the
	 * same kernel again, with the same archive (main() in arch/um/os-Linux/main.c).
	 */
	if (access("/sys/firmware/acpi", F_OK) && access("/proc/exitcode", F_OK))
		reboot(RB_AUTOBOOT);
#endif
	reboot(RB_POWER_OFF);
	reboot(RB_AUTOBOOT);
	console_say("bpfjury: the kernel can neither power off nor restart; stopping here\n");
	for (;;)
		pause();
}
