/* SPDX-License-Identifier: GPL-2.0-only */
/* Which packages have the kernel that a KERNEL asks for, from the output of apt-cache(8).  Pure. */
#ifndef KERNEL_APT_PICK_H
#define KERNEL_APT_PICK_H

#include "kernel/spec.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct apt_package {
	char *name, *version;
	char sha256[SHA256_SIZE]; /* from the mirror's signed lists */
	int64_t bytes;		  /* of the package file */
	char *file;		  /* NULL until apt_fetch() */
};

/* The packages of one kernel: first the image's, then those of its modules and configuration. */
struct apt_choice {
	char *release; /* uname -r */
	struct apt_package packages[3];
	size_t n;
};
void apt_choice_clear(struct apt_choice *c);

/*
 * Of the stanzas in @text, the output of `apt-cache show`, choose the newest kernel that @spec asks
 * for, and a signed one before an unsigned one of the same version.  @text is modified.  @newer
 * tells whether package version a is newer than b.
 *
 * A @spec with a pin asks for the package and version of that.
 *
 * -ENOENT: there is none; @ret_others, malloc'd, lists what there is: the releases of the same
 * series, or if there are none, all series; -ESTALE: not the one of the pin, and @ret_others is the
 * newest version instead of it.  -ENOMEM.  Reports nothing.
 */
int apt_pick(struct apt_choice *ret, const struct kernel_spec *spec, char *text,
	bool (*newer)(const char *a, const char *b), char **ret_others);

/*
 * All kernels in @text, which is modified: one package of each version, a signed one before an
 * unsigned one, in no order.  The upstream version is version_upstream()'s.  @ret is malloc'd.
 * -ENOMEM.
 */
int apt_pick_all(struct kernel_pin **ret, size_t *ret_n, char *text);
void apt_pins_free(struct kernel_pin *list, size_t n);

/*
 * Add to @c the packages in @text that have the version of the one already chosen, until @c is
 * full.  -ENOMEM.
 */
int apt_pick_companions(struct apt_choice *c, char *text);

#endif
