/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs that build a kernel, and their versions. */
#ifndef KERNEL_TOOLCHAIN_H
#define KERNEL_TOOLCHAIN_H

#include "kernel/build/tree.h"

#include <stdbool.h>

struct toolchain {
	char *cc;	      /* "gcc", "clang-19" */
	bool llvm;	      /* LLVM=1: also ld.lld, llvm-ar and so on */
	char *llvm_suffix;    /* "-19" of clang-19, or "" */
	char *cc_version;     /* the first line that `cc --version` prints */
	char *ld_version;     /* likewise; binutils' assembler has the same version */
	char *pahole_version; /* "124" is 1.24 */
	char *ccache;	      /* "ccache"; NULL: not installed */
};
void toolchain_clear(struct toolchain *t);

/*
 * Programs and headers that are missing, and the Debian packages that have them, space-separated.
 */
struct toolchain_missing {
	char what[512], packages[512];
};
/* Returns whether anything is missing to build a kernel with the compiler @cc. */
bool toolchain_missing(const char *cc, struct toolchain_missing *ret);

/*
 * Find the tools.  @cc NULL: gcc.  -ENOENT: some are missing; all of them are reported in one line.
 * FAIL_MISUSE: @cc is no compiler's name.  Reports its errors.
 */
int toolchain_open(struct toolchain *ret, const char *cc);

/* -ENOTSUP, reported: a tool is too new for @tree. */
int toolchain_fits(const struct toolchain *t, const struct source_tree *tree);

#endif
