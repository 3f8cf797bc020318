/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels of a distribution, by its own apt: which package, and the package. */
#ifndef KERNEL_APT_H
#define KERNEL_APT_H

#include "kernel/apt/pick.h"

struct apt_root;

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
