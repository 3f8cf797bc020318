/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels come from.  source.c is the front door: a KERNEL of the command line in, files that
 * boot out.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

/* A kernel that is there.  All strings owned; NULL where there is no such file. */
struct kernel {
	char *spec;	  /* as asked for: "debian:6.12" */
	char *name;	  /* in the store: "debian-6.12.94-1-cloud-amd64"; NULL outside of it */
	char *dir;	  /* the store's directory; NULL outside of it */
	char *release;	  /* uname -r, as far as known before a boot; NULL when not */
	char *version;	  /* upstream version "6.12.94", as far as known before a boot */
	char *arch;	  /* "x86_64" */
	char *image;	  /* bzImage or an ELF vmlinux: what -kernel takes */
	char *vmlinux;	  /* ELF with a PVH note, unwrapped from the image */
	char *config;
	char *system_map;
	char *modules;	  /* a directory holding RELEASE/ */
	char *origin;	  /* package and version, or the path it came from */
	int64_t bytes;	  /* on disk, all files */
};
#define KERNEL_NONE ((struct kernel){0})
void kernel_clear(struct kernel *k);

/*
 * The kernel for @spec: out of the store when it is there (checksums proved), else got from where
 * the spec points, with progress on stderr.  Says what failed.
 * -EINVAL: not a KERNEL at all (misuse); every other -errno: it could not be had.
 */
int kernel_find(struct kernel *ret, const char *spec);

/* As above, but asks the source again even where the store could answer: `kernel get`. */
int kernel_get(struct kernel *ret, const char *spec);

/* The default KERNEL when none is named. */
#define KERNEL_DEFAULT "debian:6.12"

#endif
