/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where kernels come from.  source.c is the front door: a KERNEL of the command line in, files that
 * boot out.
 */
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

/*
 * The kernel for @spec: out of the store when it is there (checksums proved), else got from where
 * the spec points, with progress on stderr.  Says what failed.
 * FAIL_MISUSE: not a KERNEL at all (misuse); every other -errno: it could not be had.
 */
int kernel_find(struct kernel *ret, const char *spec);

/*
 * Whether there can be such a kernel, as far as that is known without getting one: FAIL_MISUSE,
 * said with the names that come nearest, for what is no KERNEL, and for a name, a file or a
 * directory that does not exist.
 */
int kernel_check(const char *spec);

/* As above, but asks the source again even where the store could answer: `kernel get`. */
int kernel_get(struct kernel *ret, const char *spec);

/* As kernel_find(), but only what is here already: -ENOENT, said, where it would have to be got. */
int kernel_here(struct kernel *ret, const char *spec);

/* All of the store by name; unreadable entries are warned of and left out.  Not proved. */
int kernel_list(struct kernel **ret, size_t *ret_n);
void kernel_list_free(struct kernel *list, size_t n);

/*
 * As kernel_find() does for all else: its modules are as they were when they were put in the store.
 */
int kernel_prove_modules(const struct kernel *k);

/*
 * What its config says of CONFIG_@option: 'y', 'm' or 'n', other values being 'y'; '?' where there
 * is no config.
 */
char kernel_option(const struct kernel *k, const char *option);

/*
 * Look at the image that is open as @fd, one from outside of the store, in place of the file that
 * @k was made of: it has its vmlinux, release and version then.  -ENOEXEC: it is no kernel that
 * boots.  Says what failed.
 */
int kernel_look(struct kernel *k, int fd);

/* Take NAME out of the store.  Says what failed. */
int kernel_remove(const char *name);

/* The default KERNEL when none is named. */
#define KERNEL_DEFAULT "debian:6.12"

#endif
