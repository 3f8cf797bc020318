/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine description → QEMU's argv.  Pure; tested as text. */
#ifndef VM_MACHINE_H
#define VM_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

enum accel { ACCEL_AUTO, ACCEL_KVM, ACCEL_TCG };
/* "auto", "kvm", "tcg"; -EINVAL for another word. */
int accel_from_word(const char *word, enum accel *ret);
const char *accel_word(enum accel a);

struct machine {
	const char *qemu;    /* path or name */
	enum accel accel;    /* KVM or TCG */
	bool plain;	     /* the slow way that any kernel should take: bzImage, ACPI, a talking console */
	const char *image;   /* bzImage, or whatever -kernel takes */
	const char *vmlinux; /* unwrapped, with a PVH note; NULL: none */
	const char *archive;
	int64_t memory_mib;
	int console_fd, records_fd; /* sockets that the child inherits under these numbers */
	char nonce[17];
	int64_t from_object, from_program; /* where a resumed boot goes on; 0, 0: from the start */
	int64_t program_timeout_s;
};

/* NULL-terminated, malloc'd with its strings; NULL without memory.  strv_free() ends it. */
char **machine_argv(const struct machine *m);
void strv_free(char **strv);

#endif
