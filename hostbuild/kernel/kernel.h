/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel: its files and what is known about it.  kernel/find.h gets one. */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a kernel comes from.  meta.json and `kernel list` have the word for it. */
enum kernel_from {
	FROM_UNKNOWN, /* meta.json has no word, or one that this release does not know */
	FROM_DEBIAN,
	FROM_UBUNTU,
	FROM_PACKAGE, /* a package file */
	FROM_IMAGE,   /* an image outside of the store */
	FROM_BUILD,   /* built here */
};

/* "debian", "ubuntu", "package", "image", "built"; NULL for FROM_UNKNOWN. */
const char *kernel_from_word(enum kernel_from from);
/* The reverse, of the first @len bytes of @word. */
enum kernel_from kernel_from_parse(const char *word, size_t len);
/* Whether it is a distribution, whose kernels apt gets. */
bool kernel_from_distribution(enum kernel_from from);

/*
 * All strings are owned and freed by kernel_clear().  A path is NULL where the kernel has no such
 * file.  KERNEL_NONE is empty.
 */
struct kernel {
	char *name;    /* in the store: "debian-6.12.94-1-cloud-amd64"; NULL outside of it */
	char *dir;     /* the entry in the store; NULL outside of it */
	char *release; /* uname -r; NULL where it is not known before a boot */
	char *version; /* upstream version "6.12.94"; NULL where it is not known before a boot */
	char *arch;    /* as struct arch names it */
	char *image;   /* what QEMU's -kernel takes: a compressed image or an ELF vmlinux */
	char *vmlinux; /* an ELF with the PVH note, unwrapped from the image */
	char *config;
	char *system_map;
	char *modules;	       /* a directory that holds RELEASE/ */
	char *origin;	       /* for people: package and version, or the path of the file */
	enum kernel_from from; /* debian:… and ubuntu:… find only what came from there */
	char *package_version; /* the distribution's, "6.12.94-1"; NULL where it is from none */
	char *package_sha256;  /* of the first package file; NULL where it is from none */
	char *build_inputs;    /* of a kernel built here: the inputs key (build.h), … */
	char *build_key;       /* … the build key, … */
	char *build_tools;     /* … for people: "gcc (Debian 12.2.0-14+deb12u1) 12.2.0, …" */
	char *build_fragments; /* … for people: "default, my.config, debug" */
	char *build_commit;    /* … of a git tree: its commit, as source_tree has it */
	/*
	 * … a SHA-256 over what the kernel executes and reads at run time: two kernels with the
	 * same one give the same answers.  NULL: not known
	 */
	char *build_image;
	int64_t bytes; /* of all files, on disk */
	int lock;      /* the entry's, shared: nobody replaces or removes it; 0: none */
};
#define KERNEL_NONE ((struct kernel){0})
/* Frees the strings and releases the lock. */
void kernel_clear(struct kernel *k);
void kernel_list_free(struct kernel *list, size_t n);

/*
 * The value of CONFIG_@option in the kernel's config: 'y', 'm' or 'n'.  A string or a number is
 * 'y'; an option that is absent is 'n'.  '?': the kernel has no config that can be read.
 */
char kernel_config_value(const struct kernel *k, const char *option);

#endif
