/* SPDX-License-Identifier: GPL-2.0-only */
/* Fragments by name: those that come with the tool, those of a kernel's own tests, files. */
#ifndef KERNEL_FRAGMENT_FILES_H
#define KERNEL_FRAGMENT_FILES_H

#include "kernel/build/fragment.h"
#include "kernel/build/tree.h"

/* What a kernel is built from where nothing else is said.  Says what failed. */
int fragments_add_defaults(struct fragments *f);

/*
 * A file, where @what has a dot or slash; else the one of that name: "debug", "selftests" (which
 * takes what
 * @tree's tools/testing/selftests/bpf asks for too).  FAIL_MISUSE: there is none.  Says what
 * failed.
 */
int fragments_add_named(struct fragments *f, const char *what, const struct source_tree *tree);

/* Whether there is such a fragment to read, without a tree.  Says what is wrong. */
int fragments_check_named(const char *what);

#endif
