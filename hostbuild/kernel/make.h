/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's own build, minded: progress by objects, a log, the first error out of it, and what a broken-off run left mended. */
#ifndef KERNEL_MAKE_H
#define KERNEL_MAKE_H

#include "toolchain.h"
#include "tree.h"

#include <stddef.h>

/* Where a tree is built: DIR/build is make's O=, beside it what is known of it. */
struct make_place {
	const char *dir;
	const char *doing; /* for people: "6.12.117" */
	int jobs;
};

/*
 * Build @targets (NULL-terminated, of vmlinux, bzImage, modules).  @count: how many objects there will be is found out
 * first, which takes seconds of make.  Ctrl-C ends make as make wants to be ended: -EINTR, and the next run goes on.
 * -EBADMSG: it failed; the first error is said, with its context and where the log is.  -ETIMEDOUT: it said nothing for
 * half an hour.  Says what failed.
 */
int make_kernel(const struct make_place *place, const struct source_tree *tree, const struct toolchain *t,
	const char *const targets[], bool count);

/*
 * A run that was killed may have left objects half written that look newer than what they are made of: of those that
 * came since it began the ones that their record of how they were made (.NAME.cmd) does not come behind are removed.
 */
int make_mend(const char *dir);

/* Of a build's log the first error with what stands around it, at most @lines lines; malloc'd, "" where none is found.  Pure. */
char *make_first_error(const char *log, int lines);

#endif
