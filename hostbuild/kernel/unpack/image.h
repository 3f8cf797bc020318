/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel images for x86-64, untrusted bytes: what a bzImage says of itself (Documentation/arch/x86/
 * boot.rst) and the vmlinux packed in it.
 */
#ifndef KERNEL_IMAGE_H
#define KERNEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

#define IMAGE_MAX	  ((size_t)256 << 20)
#define IMAGE_VMLINUX_MAX ((size_t)1 << 30)

struct image_info {
	bool elf;	   /* a vmlinux, not a bzImage */
	bool pvh;	   /* an ELF with the note by which QEMU boots it as it is */
	char banner[256];  /* "6.1.0-9-amd64 (…) #1 SMP Debian 6.1.27-1 (2023-05-08)"; "" unknown */
	char release[128]; /* uname -r out of it; "" unknown */
	char version[48];  /* upstream version; "" unknown */
	/* of the packed kernel in the file; 0, 0 where there is none */
	size_t payload_offset, payload_length;
};

/* -ENOEXEC: neither a 64-bit x86 bzImage nor such an ELF kernel.  Says nothing. */
int image_parse(const void *bytes, size_t len, struct image_info *ret);

/* The payload, unpacked and malloc'd.  -EOPNOTSUPP: packed in an unknown way; -EBADMSG: broken. */
int image_unwrap(
	const void *bytes, size_t len, const struct image_info *info, char **ret, size_t *ret_len);

/* Release and upstream version out of a banner. */
void image_read_banner(struct image_info *info);

#endif
