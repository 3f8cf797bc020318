/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An apt of our own in the cache: the machine's mirrors and configuration, other suites, and
 * nothing of the machine's changed.
 */
#ifndef KERNEL_APT_ROOT_H
#define KERNEL_APT_ROOT_H

#include "kernel/kernel.h"

#include <stdbool.h>
#include <time.h>

/* A distribution whose kernels apt can get; NULL-terminated lists. */
struct distribution {
	enum kernel_from from;
	const char *title;   /* for people */
	const char *origin;  /* Release files' Origin, or what it begins with before a space */
	const char *keyring; /* where the machine's apt does not tell; passed over when not there */
	const char *flavour; /* of the smallest kernel that boots in QEMU; the architecture is put
				behind a last "-" */
	const char *const *codenames;
	const char *const *pockets; /* suffixes of a codename on the main mirror */
	const char *const *rolling; /* whole suites there */
	bool own_security;	    /* CODENAME-security is on a mirror of its own */
};

/* @from must be FROM_DEBIAN or FROM_UBUNTU. */
const struct distribution *distribution_find(enum kernel_from from);

struct apt_root {
	const struct distribution *distribution;
	const char *arch; /* as dpkg says it: "amd64" */
	char *dir, *config;
	int lock; /* apt's own would not wait; 0: none */
};
void apt_root_clear(struct apt_root *a);

/*
 * Below @cache.  -ENOENT, said, where the machine's apt knows no mirror of it.  Says what failed.
 */
int apt_root_open(
	struct apt_root *ret, const char *cache, const struct distribution *d, const char *arch);

/*
 * Have package lists that were got after @since.  Suites that the mirror does not have are no
 * failure; a mirror that cannot be read is: -EHOSTUNREACH.  Says what failed.
 */
int apt_root_update(const struct apt_root *a, time_t since);

#endif
