/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own build, make. */
#ifndef KERNEL_MAKE_H
#define KERNEL_MAKE_H

#include "kernel/build/toolchain.h"
#include "kernel/build/tree.h"

#include <stdbool.h>

/* Where a tree is built. */
struct make_place {
	const char *dir;     /* DIR/build is make's O=, DIR/build.log its log */
	const char *release; /* for messages: "6.12.117" */
	int jobs;
	/* descriptor of the lock on @dir, which make inherits; 0: none */
	int lock;
};

/*
 * Build @targets: NULL-terminated, of vmlinux, the architecture's image, modules.  @count: find out
 * the number of objects first, which takes make some seconds.
 *
 * -EINTR: make was ended by SIGTERM, and the next run goes on from there.  -EBADMSG: make failed
 * because of the source, other errors: because of this machine, by make_log_cause(); the first
 * error of its log is reported.  -ETIMEDOUT: it printed nothing for MAKE_SILENCE_MS.
 * Reports its errors.
 */
int make_kernel(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], bool count);

/* Install the modules, stripped, below DIR/modules/lib/modules/RELEASE.  Errors as above. */
int make_modules(
	const struct make_place *place, const struct source_tree *tree, const struct toolchain *t);

#endif
