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
	/*
	 * @source is one commit of a range in which options come and go, and its answer is compared
	 * with those of the others.  Lines that do not take are noted, and the build goes on.
	 * kconfigs/step.config follows all fragments: with it two commits with the same code give
	 * the same kernel (build_image in kernel.h).
	 */
	bool step;
	int jobs; /* 0: one for each processor */
};

/*
 * The kernel that @w describes, from the store or built now.  @here: only from the store.
 * Reports its errors:
 *
 *	FAIL_MISUSE	@w is wrong, or a fragment line did not take
 *	-EBADMSG	the source: it does not compile or link, its kconfig fails, or, with
 *			@w->step, its kernel would not boot without an option that it has not
 *	-ENOTSUP	the source: a tool is too new for it
 *	-ENOSPC		a disk is full, or a quota
 *	-ENOMEM		memory ran out: ours, a compiler's, or the kernel killed one
 *	-ENOENT		a tool is missing; with @here: the kernel is not built yet
 *	-EBUSY		the tree was changed while it was built
 *	-EINTR		a signal to this process
 *	another -errno	the machine: it could not be built here
 */
int build_kernel(struct kernel *ret, const struct build_wish *w, bool here);

/*
 * Check all of @w that needs no source: the fragments, the .config, the name, the compiler.
 * FAIL_MISUSE, after every fault was reported, or an error of build_kernel().
 */
int build_check(const struct build_wish *w);

/*
 * Whether the failure @r of build_kernel() is the source's: another commit may build.  Of any
 * other failure nothing follows about the source, and the next commit would meet it too.
 */
bool build_failure_is_source(int r);

/*
 * Only merge the configuration, print what became of the fragment lines (@all: of all of them), and
 * write the .config to the file @config unless NULL ("-": standard output).  FAIL_MISUSE: a line
 * did not take.  Reports its errors.
 */
int build_config(const struct build_wish *w, const char *config, bool all);

/*
 * The same, into *@ret, malloc'd; nothing is printed.  @objects: a directory to configure in, which
 * is faster the second time.  FAIL_MISUSE: a line of a fragment did not take; not of w->config,
 * whose lines may get lost.
 */
int build_config_text(char **ret, const struct build_wish *w, const char *objects);

#endif
