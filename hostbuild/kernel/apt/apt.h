/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels of a distribution, by its own apt: which package, and the package. */
#ifndef KERNEL_APT_H
#define KERNEL_APT_H

#include "kernel/spec.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct apt_root;

struct apt_package {
	char *name, *version;
	char sha256[SHA256_SIZE]; /* as the mirror's signed lists say */
	int64_t bytes;
	char *file; /* once fetched */
};

/*
 * One kernel and the packages it is in: the image's first, then modules and configuration if any.
 */
struct apt_choice {
	char *release; /* uname -r */
	struct apt_package packages[3];
	size_t n;
};
void apt_choice_clear(struct apt_choice *c);

/*
 * Out of `apt-cache show`'s stanzas @text (cut up) the newest kernel that @spec wants; signed
 * before unsigned.  @newer: is package version a newer than b?  -ENOENT: none; then @ret_others,
 * malloc'd, names what there is.  Pure but for @newer.
 */
int apt_pick(struct apt_choice *ret, const struct kernel_spec *spec, char *text,
	bool (*newer)(const char *a, const char *b), char **ret_others);

/* Of the stanzas @text those of the version already picked, up to what @c holds. */
int apt_pick_companions(struct apt_choice *c, char *text);

/* By dpkg's rules. */
bool apt_version_newer(const char *a, const char *b);

/* The newest kernel that @spec wants in the lists as they are.  -ENOENT, said. */
int apt_choose(struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec);

/* The same of linux-source packages, which hold what a distribution's kernels are made from. */
int apt_choose_source(
	struct apt_choice *ret, const struct apt_root *root, const struct kernel_spec *spec);

/* Download it, going on where an earlier try stopped; sizes and hashes checked. */
int apt_fetch(struct apt_choice *c, const struct apt_root *root);

/* The package files are not needed any more. */
void apt_forget(const struct apt_choice *c);

#endif
