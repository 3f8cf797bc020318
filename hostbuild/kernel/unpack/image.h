/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel images, untrusted bytes: the setup header of a bzImage (Documentation/arch/x86/boot.rst),
 * an ELF vmlinux, and the vmlinux that is compressed in a bzImage.
 */
#ifndef KERNEL_IMAGE_H
#define KERNEL_IMAGE_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes; larger files are refused. */
#define IMAGE_MAX	  ((size_t)256 << 20)
#define IMAGE_VMLINUX_MAX ((size_t)1 << 30)

struct image_info {
	bool elf;	   /* a vmlinux, not a bzImage */
	bool pvh;	   /* an ELF with the PVH note, which QEMU boots directly */
	char banner[256];  /* "6.1.0-9-amd64 (…) #1 SMP Debian 6.1.27-1 (2023-05-08)"; "" unknown */
	char release[128]; /* uname -r, from the banner; "" unknown */
	char version[48];  /* upstream version, from the banner; "" unknown */
	size_t payload_offset, payload_length; /* compressed vmlinux in the file; 0, 0: none */
};

/* -ENOEXEC: neither a 64-bit bzImage nor an ELF vmlinux of this architecture.  Reports nothing. */
int image_parse(const void *bytes, size_t len, struct image_info *ret);

/*
 * Decompress the payload into @ret, malloc'd.  -EOPNOTSUPP: a compression that libarchive does not
 * have; -EBADMSG: it is damaged.  Reports nothing.
 */
int image_unwrap(
	const void *bytes, size_t len, const struct image_info *info, char **ret, size_t *ret_len);

/* Set release and version from the banner. */
void image_read_banner(struct image_info *info);

#endif
