/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel: its files and what is known about it.  kernel/find.h gets one. */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A kernel that is there.  All strings owned; NULL where there is no such file. */
struct kernel {
	char *spec;    /* as asked for: "debian:6.12" */
	char *name;    /* in the store: "debian-6.12.94-1-cloud-amd64"; NULL outside of it */
	char *dir;     /* the store's directory; NULL outside of it */
	char *release; /* uname -r, as far as known before a boot; NULL when not */
	char *version; /* upstream version "6.12.94", as far as known before a boot */
	char *arch;    /* "x86_64" */
	char *image;   /* bzImage or an ELF vmlinux: what -kernel takes */
	char *vmlinux; /* ELF with a PVH note, unwrapped from the image */
	char *config;
	char *system_map;
	char *modules;	       /* a directory holding RELEASE/ */
	char *origin;	       /* package and version, or the path it came from */
	char *from;	       /* "debian", "ubuntu", "package", "image", "built" */
	char *package_version; /* as the distribution counts: "6.12.94-1"; NULL when not from one */
	char *package_sha256;  /* of the (first) package file */
	char *build_inputs;    /* of one built here: what was asked for … */
	char *build_key;       /* … and what that came to (build.h) */
	char *build_tools;     /* … and for people: "gcc (Debian 12.2.0-14+deb12u1) 12.2.0, …" */
	char *build_fragments; /* … "default, my.config, debug" */
	int64_t bytes;	       /* on disk, all files */
	uint64_t entry;	       /* inode of dir when it was read: another entry has another */
	int lock;	       /* of its entry, shared: nobody replaces or removes it; 0: none */
};
#define KERNEL_NONE ((struct kernel){0})
void kernel_clear(struct kernel *k);

void kernel_list_free(struct kernel *list, size_t n);

/*
 * What its config says of CONFIG_@option: 'y', 'm' or 'n', other values being 'y'; '?' where there
 * is no config.
 */
char kernel_option(const struct kernel *k, const char *option);

#endif
