/* SPDX-License-Identifier: GPL-2.0-only */
/* Fragments by name: those that come with bpfjury, those of the kernel's selftests, files. */
#ifndef KERNEL_FRAGMENT_FILES_H
#define KERNEL_FRAGMENT_FILES_H

#include "kernel/build/fragment.h"
#include "kernel/build/tree.h"

/* Add the default fragments and that of the architecture.  Reports its errors. */
int fragments_add_defaults(struct fragments *f);

/*
 * Add one fragment.  @what is a path if it has a dot or a slash, else the name of a fragment that
 * comes with bpfjury: "debug", "selftests".  The latter also adds what @tree's
 * tools/testing/selftests/bpf asks for.  FAIL_MISUSE: there is none.  Reports its errors.
 */
int fragments_add_named(struct fragments *f, const char *what, const struct source_tree *tree);

/* Add the fragment of a build with @step (build.h).  Reports its errors. */
int fragments_add_step(struct fragments *f);

/* Check without a tree that there is such a fragment.  Errors as above. */
int fragments_check_named(const char *what);

#endif
