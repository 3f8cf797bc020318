/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels of a distribution, chosen and downloaded with its own apt. */
#ifndef KERNEL_APT_H
#define KERNEL_APT_H

#include "kernel/apt/pick.h"

struct apt_root;
struct distribution;

/* Whether package version @a is newer than @b, by the rules of dpkg(1), which is run for it. */
bool apt_version_newer(const char *a, const char *b);

/*
 * malloc'd: the version of the newest kernel that @spec asks for, whatever its pin is, by the
 * package lists that apt_choose() saw last.  Nothing is run but dpkg, and nobody is waited for.
 * NULL: not known.
 */
char *apt_newest(const char *cache, const struct distribution *d, const char *arch,
	const struct kernel_spec *spec);

/*
 * The newest kernel that @spec asks for, or the one of its pin, with the packages of its modules
 * and its configuration.  The package lists are not updated.  -ENOENT: there is none, the message
 * has what there is.  -ESTALE: not the one of the pin;
 * -EBADMSG: that is another file now.
 * Reports its errors.
 */
int apt_choose(struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec);

/*
 * All kernels that the package lists name, as apt_pick_all() has them; the lists are not updated.
 * None is no failure.  Reports its errors.
 */
int apt_list(struct kernel_pin **ret, size_t *ret_n, const struct apt_root *root);

/* The same for the linux-source package from which a distribution's kernels are built. */
int apt_choose_source(
	struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec);

/*
 * Download the packages and set their @file.  A partial download is continued; a file that is there
 * already is used.  -EHOSTUNREACH: the mirror does not have a package that matches size and
 * SHA-256.  Reports its errors.
 */
int apt_fetch(struct apt_choice *c, const struct apt_root *root);

/* Delete the downloaded package files. */
void apt_delete_files(const struct apt_choice *c);

#endif
