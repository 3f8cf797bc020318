/* SPDX-License-Identifier: GPL-2.0-only */
/* Building kernels: a source and fragments in, an entry of the store out. */
#ifndef KERNEL_BUILD_H
#define KERNEL_BUILD_H

#include "kernel/kernel.h"

#include <stdbool.h>

/* What to build.  The strings belong to the caller. */
struct build_wish {
	const char *source;	      /* see sources_find() */
	const char *sha256;	      /* of @source, an archive; NULL: a file next to it lists it */
	const char *name;	      /* in the store; NULL: made from release and key */
	const char *const *fragments; /* see fragments_add_named(); they follow the default ones */
	size_t n_fragments;
	const char *config; /* path of a .config to start from; NULL: the default fragments */
	const char *cc;	    /* NULL: gcc */
	bool image_too;	    /* also make the architecture's image (a bzImage) */
	bool update;	    /* of a distribution's series take the newest on the mirror */
	int jobs;	    /* 0: one for each processor */
};

/*
 * The kernel that @w describes, from the store or built now.  @here: only from the store.
 *
 * FAIL_MISUSE: @w is wrong, or a fragment line did not take.  -ENOENT with @here: it is not built
 * yet.  -EBADMSG: it does not compile.  Another -errno: it could not be built.  Reports its errors.
 */
int build_kernel(struct kernel *ret, const struct build_wish *w, bool here);

/*
 * Only merge the configuration, print what became of the fragment lines (@all: of all of them), and
 * write the .config to the file @config unless NULL ("-": standard output).  FAIL_MISUSE: a line
 * did not take.  Reports its errors.
 */
int build_config(const struct build_wish *w, const char *config, bool all);

#endif
