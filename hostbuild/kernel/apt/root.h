/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A root directory for apt in the cache: it uses the machine's mirrors, keys and configuration, but
 * other suites, and changes nothing of the machine's.
 */
#ifndef KERNEL_APT_ROOT_H
#define KERNEL_APT_ROOT_H

#include "kernel/kernel.h"

#include <stdbool.h>
#include <time.h>

/* A distribution whose kernels apt can get.  Lists end in NULL. */
struct distribution {
	enum kernel_from from;
	const char *title;   /* for people */
	const char *origin;  /* Origin in Release files, or its first word */
	const char *keyring; /* where the machine's apt names none; not used if it does not exist */
	/* the smallest kernel that boots in QEMU; after a "-" at its end comes the architecture */
	const char *flavour;
	const char *const *codenames;
	const char *const *pockets; /* suffixes of a codename on the main mirror */
	const char *const *rolling; /* suites without a codename on the main mirror */
	bool own_security;	    /* CODENAME-security is on another mirror */
};

/* @from must be FROM_DEBIAN or FROM_UBUNTU. */
const struct distribution *distribution_find(enum kernel_from from);

struct apt_root {
	const struct distribution *distribution;
	const char *arch; /* dpkg's name: "amd64" */
	char *dir, *config;
	int lock; /* of @dir, since apt's own lock fails instead of waiting; 0: none */
};
void apt_root_clear(struct apt_root *a);

/* The path of the file @name in it, "" for the directory itself; malloc'd. */
char *apt_root_path(
	const char *cache, const struct distribution *d, const char *arch, const char *name);

/*
 * Make CACHE/apt/DISTRIBUTION-ARCH, or open and lock it.  -ENOENT: the machine has no apt, or its
 * apt knows no mirror of the distribution.  Reports its errors.
 */
int apt_root_open(
	struct apt_root *ret, const char *cache, const struct distribution *d, const char *arch);

/*
 * Update the package lists unless that was done after @since.  A suite that the mirror does not
 * have is no failure.  -EHOSTUNREACH: the mirror cannot be read.  Reports its errors.
 */
int apt_root_update(const struct apt_root *a, time_t since);

#endif
