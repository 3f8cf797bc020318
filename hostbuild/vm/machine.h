/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine description → QEMU's argv.  Pure; tested as text. */
#ifndef VM_MACHINE_H
#define VM_MACHINE_H

#include "kernel/arch.h"
#include "verdict/frame.h"

#include <stdbool.h>
#include <stdint.h>

enum accel { ACCEL_AUTO, ACCEL_KVM, ACCEL_TCG };
/* "auto", "kvm", "tcg"; -EINVAL for another word. */
int accel_from_word(const char *word, enum accel *ret);
const char *accel_word(enum accel a);

struct machine {
	const struct arch *arch;
	const char *qemu; /* path or name */
	enum accel accel; /* KVM or TCG */
	enum board board;
	const char *image;   /* what -kernel takes */
	const char *vmlinux; /* unwrapped, with a PVH note; NULL: none */
	const char *archive;
	int64_t memory_mib;
	/*
	 * what the child inherits of these files under these numbers and boots in their place; 0:
	 * it opens the paths
	 */
	int image_fd, vmlinux_fd, archive_fd;
	int console_fd, records_fd,
		monitor_fd; /* sockets that the child inherits under these numbers */
	char nonce[NONCE_SIZE];
	int64_t from_object, from_program; /* where a resumed boot goes on; 0, 0: from the start */
	int64_t from_programs; /* how many that object announced before; where from_program is not 0
				*/
	int64_t program_timeout_s;
	int64_t tsc_khz; /* of the host's time stamp counter, which under TCG is the guest's; 0: not
			    known (tsc.h) */
	bool survey;	 /* find out what the kernel can */
	const char *added; /* SHA-256 of the list of what was added to the archive; NULL or "":
			      nothing was */
};

/* Whether QEMU is given the vmlinux, not the image. */
bool machine_boots_vmlinux(const struct machine *m);

/* NULL-terminated, malloc'd with its strings; NULL without memory.  strv_free() ends it. */
char **machine_argv(const struct machine *m);
void strv_free(char **strv);

#endif
