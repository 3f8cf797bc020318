/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The architectures of guests, one table row each: what they are called, how their kernels are
 * built, and on what QEMU runs them.  No other file of the host tool spells one
 * (tests/test-arch.py has the exceptions).
 */
#ifndef KERNEL_ARCH_H
#define KERNEL_ARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of arch_default(), for texts that are put together at compile time. */
#define ARCH_DEFAULT_QEMU    "qemu-system-x86_64"
#define ARCH_DEFAULT_IMAGE   "bzImage"
#define ARCH_DEFAULT_CONSOLE "ttyS0"

/* The boards of an architecture; each has all three, of which two may be the same machine. */
enum board {
	BOARD_STANDARD, /* boots every kernel of the distributions, quietly */
	BOARD_FAST,	/* the least that a kernel needs: for kernels built here */
	BOARD_PLAIN,	/* firmware tables and a verbose console, for a kernel that shows nothing */
	N_BOARDS,
};

struct arch_board {
	const char *name;	    /* in results, NAME_MAX 15: "q35" */
	const char *machine;	    /* QEMU's -machine without its accelerator */
	const char *records_device; /* -device for the records' port; NULL: a second -serial */
	const char *append;	    /* words of the kernel command line; no space at its ends */
	const char *append_tcg;	    /* further ones under TCG; NULL: none */
	bool vmlinux;		    /* takes an unpacked vmlinux in place of the image */
	bool counter;		    /* the kernel takes the counter's rate from the command line */
};

struct arch {
	const char *name;     /* as uname -m and result.json have it: "x86_64" */
	const char *debian;   /* as dpkg of Debian and Ubuntu has it: "amd64" */
	uint16_t elf_machine; /* e_machine of its kernels */

	/* building; paths are relative to the root of a source or build tree */
	const char *make;	/* make's ARCH= */
	const char *directory;	/* "arch/x86" */
	const char *image;	/* make's target: "bzImage" */
	const char *image_path; /* where make leaves it */
	const char *fragment;	/* of ours, below kconfigs/ and without ".config" */
	const char *selftests;	/* of the tree's tests, in tools/testing/selftests/bpf/ */

	/* serial ports, of which the first is the console and the second takes the records */
	const char *console, *records; /* the kernel's names: "ttyS0" */
	const char *console_option;    /* Kconfig symbol of its driver, without CONFIG_ */
	const char *console_driver;    /* of that driver, for people */
	const char *records_options;   /* Kconfig symbols that make a second port, for people */

	/* QEMU */
	const char *qemu;	       /* binary */
	const char *qemu_package;      /* Debian's package that has it */
	const char *cpu_kvm, *cpu_tcg; /* -cpu */
	const char *append_tcg;	       /* words of the kernel command line under TCG */
	/*
	 * The host's cycle counter is the guest's under TCG: the word that has its rate in kHz
	 * appended, and one that makes the kernel trust it.  NULL: there is none.
	 */
	const char *counter_khz, *counter_trusted;
	struct arch_board boards[N_BOARDS];
};

/* The row for @name (uname -m); NULL: there is none. */
const struct arch *arch_find(const char *name);

/* What a KERNEL is for that names no architecture. */
const struct arch *arch_default(void);

#endif
