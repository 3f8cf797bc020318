/* SPDX-License-Identifier: GPL-2.0-only */
/* What QEMU is to emulate, and the argv for it.  Pure; tested as text. */
#ifndef VM_MACHINE_H
#define VM_MACHINE_H

#include "kernel/arch.h"
#include "verdict/run-parameters.h"

#include <stdbool.h>
#include <stdint.h>

enum accel { ACCEL_AUTO, ACCEL_KVM, ACCEL_TCG, N_ACCELS };
extern const char *const accel_words[N_ACCELS];
/* "auto", "kvm", "tcg"; -EINVAL for another word. */
int accel_from_word(const char *word, enum accel *ret);
const char *accel_word(enum accel a);

/* All strings belong to the caller. */
struct machine {
	const struct arch *arch;
	const char *qemu; /* path, or a name that is looked up in PATH */
	enum accel accel; /* KVM or TCG */
	enum board board;
	const char *image;   /* what -kernel takes */
	const char *vmlinux; /* unpacked, with a PVH note; NULL: none */
	const char *archive;
	int64_t memory_mib, cpus;
	const char *append; /* more words for the kernel's command line; NULL: none */
	/*
	 * Copies of these files that QEMU inherits and opens in their place; 0: it opens the paths.
	 */
	int image_fd, vmlinux_fd, archive_fd;
	/* Sockets that QEMU inherits under these numbers. */
	int console_fd, records_fd, monitor_fd;
	/*
	 * Rate of the host's cycle counter in kHz, which under TCG is the guest's too (counter.h);
	 * 0: not known.
	 */
	int64_t counter_khz;
};

/* Whether QEMU is given the vmlinux, not the image. */
bool machine_boots_vmlinux(const struct machine *m);

/*
 * QEMU's argv for @m, with @p on the kernel command line and the records sent to the architecture's
 * second port.  NULL-terminated; NULL without memory.  argv_free() frees it.
 */
char **machine_argv(const struct machine *m, const struct run_parameters *p);

#endif
