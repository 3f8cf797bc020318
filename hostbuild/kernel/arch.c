// SPDX-License-Identifier: GPL-2.0-only
#include "kernel/arch.h"
#include "cleanup.h"

#include <elf.h>
#include <string.h>

/*
 * acpi=off, noapictimer, noreplace-smp: no tables to walk, no timer to calibrate, no locks to patch
 * for one processor.  quiet: each byte on the console is an exit to QEMU; errors and worse are
 * still printed.  reboot=t: a triple fault, which -no-reboot makes an exit of QEMU.
 */
#define X86_QUIET "quiet acpi=off reboot=t noapictimer noreplace-smp"

static const struct arch archs[] = {
	{
		.name = "x86_64",
		.debian = "amd64",
		.elf_machine = EM_X86_64,

		.make = "x86_64",
		.directory = "arch/x86",
		.image = ARCH_DEFAULT_IMAGE,
		.image_path = "arch/x86/boot/bzImage",
		.fragment = "arch/x86_64",
		.selftests = "config.x86_64",

		.console = ARCH_DEFAULT_CONSOLE,
		.records = "ttyS1",
		.console_option = "SERIAL_8250_CONSOLE",
		.console_driver = "8250 serial driver",
		.records_options = "CONFIG_SERIAL_8250_NR_UARTS and _RUNTIME_UARTS of 2 at least",

		.qemu = ARCH_DEFAULT_QEMU,
		.qemu_package = "qemu-system-x86",
		.cpu_kvm = "host",
		.cpu_tcg = "qemu64",
		/*
		 * no_timer_check: a busy host delays the timer interrupts that the kernel tests
		 * until the test ends in a panic ("IO-APIC + timer doesn't work"); KVM's guests
		 * leave it out too. unknown_nmi_panic: makes a silent guest say where it is
		 * (vm/look.h).  Not under KVM, where a program's performance counter may raise an
		 * NMI too.
		 */
		.append_tcg = "no_timer_check unknown_nmi_panic",
		/* since 5.8 */
		.counter_khz = "tsc_early_khz=",
		.counter_trusted = "tsc=reliable",
		.boards =
			{
				/*
				 * pmtmr: the PM timer of the ICH9, which acpi=off hides
				 * (doc/kernel-notes.md)
				 */
				[BOARD_STANDARD] =
					{
						.name = "q35",
						.machine = "q35",
						.append = X86_QUIET,
						.append_tcg = "pmtmr=0x608",
						.vmlinux = true,
						.counter = true,
					},
				/*
				 * No firmware tables and no PCI: 0.88 s to /init, where q35
				 * takes 1.01 s. x-option-roms, acpi: a kernel that QEMU starts by
				 * PVH needs neither.  rtc: reading the clock of a board that has
				 * none costs a second.  The board makes a port for the first
				 * -serial only.
				 */
				[BOARD_FAST] =
					{
						.name = "microvm",
						.machine =
							"microvm,x-option-roms=off,acpi=off,rtc=on",
						.records_device = "isa-serial,index=1",
						.append = X86_QUIET,
						.vmlinux = true,
						.counter = true,
					},
				/*
				 * earlyprintk shows the decompressor, and the kernel until it has a
				 * console
				 */
				[BOARD_PLAIN] =
					{
						.name = "plain",
						.machine = "q35",
						.append = "loglevel=7 earlyprintk=ttyS0,115200",
					},
			},
	},
};

const struct arch *arch_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(archs); i++)
		if (strcmp(archs[i].name, name) == 0)
			return &archs[i];
	return NULL;
}

const struct arch *arch_default(void)
{
	return &archs[0];
}
