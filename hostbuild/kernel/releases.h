/* SPDX-License-Identifier: GPL-2.0-only */
/* All available kernels of a distribution: what the store and the machine's mirror hold. */
#ifndef KERNEL_RELEASES_H
#define KERNEL_RELEASES_H

#include "kernel/spec.h"
#include "verdict/version.h"

/* All strings are owned. */
struct kernel_release {
	char version[48]; /* upstream: "6.12.94", "7.3-rc7"; Ubuntu's end in .0 */
	struct kernel_version at;
	char *package_version; /* "6.12.94-1" */
	char *name;	       /* in the store; NULL: the mirror has it, as */
	struct kernel_pin pin;
};

/*
 * One for each upstream release, oldest first: the newest package of it in the store, or else the
 * mirror's.  An upstream version that ends in .0 is in the names of many packages of Ubuntu, which
 * hold different stable releases: there each package is one.
 */
struct kernel_releases {
	struct kernel_release *list;
	size_t n;
	bool asked; /* the mirror, too; else the list has only what the store holds */
};
void kernel_releases_clear(struct kernel_releases *r);

/*
 * Those of the distribution @from.  A mirror that cannot be read is only a warning.  Package lists
 * are updated if they are older than 6 hours.  Reports its errors.
 */
int kernel_releases_find(struct kernel_releases *ret, enum kernel_from from);

/* Add a kernel; what is in @k or @pin is copied; the other is NULL.  Then sort.  -ENOMEM. */
int kernel_releases_add(
	struct kernel_releases *r, const struct kernel *k, const struct kernel_pin *pin);
/* @newer: whether package version a is newer than b. */
void kernel_releases_sort(struct kernel_releases *r, bool (*newer)(const char *a, const char *b));

/*
 * Get it, if it is not in the store.  @ret: its name there, malloc'd.  -ESTALE, -EHOSTUNREACH,
 * -EBADMSG, -ENOENT: it is not available; other errors are this machine's.  Reports its errors.
 */
int kernel_release_get(char **ret, const struct kernel_release *of, enum kernel_from from);

#endif
