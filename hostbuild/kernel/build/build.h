/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernels of our own: sources and fragments in, an entry of the store out.
 *
 * Two keys, SHA-256 in hex, name what an entry is made of.  Both are over the source (the archive's
 * checksum, or what a tree holds now), the compiler, pahole and the architecture; the inputs key is
 * over the fragments as asked for, so that an answer that is there is found without asking the
 * kernel's kconfig; the build key over the configuration that came of it.
 */
#ifndef KERNEL_BUILD_H
#define KERNEL_BUILD_H

#include "kernel/build/kconfig.h"
#include "kernel/kernel.h"

struct build_wish {
	const char *source; /* as sources_find() takes it */
	const char *sha256; /* of it, an archive; NULL: vouched for by a file beside it */
	const char *name;   /* in the store; NULL: one is made */
	const char *const
		*fragments; /* as fragments_add_named() takes them, behind the default ones */
	size_t n_fragments;
	const char
		*config; /* a .config to begin with instead of the default fragments; NULL: those */
	const char *cc;	 /* NULL: gcc */
	bool image_too;	 /* make the architecture's image (a bzImage) too */
	bool update;	 /* of a distribution's series the newest that the mirror has */
	int jobs;	 /* 0: as many as there are processors */
};

/*
 * The kernel that @w means, built where the store does not have it.  FAIL_MISUSE: misuse, or a line
 * of a fragment did not take; every other -errno: it could not be had.  @here: only one that is
 * built; -ENOENT, said.  Says what failed.
 */
int build_kernel(struct kernel *ret, const struct build_wish *w, bool here);

/*
 * The merge alone, and what came of each line; the configuration to @config unless NULL.
 * FAIL_MISUSE: a line did not take.
 */
int build_config(const struct build_wish *w, const char *config, bool all);

#endif
