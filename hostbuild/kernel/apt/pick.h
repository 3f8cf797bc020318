/* SPDX-License-Identifier: GPL-2.0-only */
/* Which packages hold the kernel that a KERNEL means, out of what apt-cache(8) prints.  Pure. */
#ifndef KERNEL_APT_PICK_H
#define KERNEL_APT_PICK_H

#include "kernel/spec.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

#endif
