/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel is built with: the programs, their versions, and what of them is missing. */
#ifndef KERNEL_TOOLCHAIN_H
#define KERNEL_TOOLCHAIN_H

#include <stdbool.h>

struct source_tree;

struct toolchain {
	char *cc;	      /* "gcc", "clang-19" */
	bool llvm;	      /* LLVM=1: ld.lld, llvm-ar and so on besides */
	char *llvm_suffix;    /* "-19" of clang-19, or "" */
	char *cc_version;     /* the first line that it says of itself */
	char *ld_version;     /* likewise; it comes with the assembler */
	char *pahole_version; /* "124": 1.24 */
	char *ccache;	      /* its name where it is used; NULL: not */
};
void toolchain_clear(struct toolchain *t);

/*
 * What of all that building a kernel takes is not here, and the Debian packages that have it; words
 * with blanks between.
 */
struct toolchain_missing {
	char what[512], packages[512];
};
bool toolchain_missing(const char *cc, struct toolchain_missing *ret);

/*
 * @cc NULL: gcc.  -ENOENT: something is missing; everything that is, with its packages, is said
 * in one go.  Says what failed.
 */
int toolchain_open(struct toolchain *ret, const char *cc);

/* -ENOTSUP, said: something is too new for @tree. */
int toolchain_fits(const struct toolchain *t, const struct source_tree *tree);

/*
 * make's words for it, NULL-terminated, malloc'd with its strings: "env", "-i", and what of an
 * environment makes two builds the same; "make", "-C", tree, "O=…", "CC=ccache gcc" and so on; then
 * the NULL-terminated @words: targets, NAME=value. NULL without memory.
 */
char **toolchain_make(const struct toolchain *t, const struct source_tree *tree,
	const char *objects, int jobs, const char *const words[]);
void toolchain_make_free(char **argv);

#endif
