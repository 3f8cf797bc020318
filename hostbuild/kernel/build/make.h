/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's own build, minded: progress by objects, a log, the first error out of it, and what a
 * broken-off run left mended.
 */
#ifndef KERNEL_MAKE_H
#define KERNEL_MAKE_H

#include "kernel/build/toolchain.h"
#include "kernel/build/tree.h"

#include <stddef.h>
#include <stdint.h>

/* Where a tree is built: DIR/build is make's O=, beside it what is known of it. */
struct make_place {
	const char *dir;
	const char *doing; /* for people: "6.12.117" */
	int jobs;
	int lock; /* a descriptor that is held while anything of the build runs; 0: none */
};

/*
 * Build @targets (NULL-terminated, of vmlinux, bzImage, modules).  @count: how many objects there
 * will be is found out first, which takes seconds of make.  Ctrl-C ends make as make wants to be
 * ended: -EINTR, and the next run goes on. -EBADMSG: it failed; the first error is said, with its
 * context and where the log is.  -ETIMEDOUT: it said nothing for half an hour.  Says what failed.
 */
int make_kernel(const struct make_place *place, const struct source_tree *tree,
	const struct toolchain *t, const char *const targets[], bool count);

/*
 * make goes by time alone: what is older than what was made of it is as it was.  That is not so of
 * a file that changed while it was compiled, or came with an older time (a tree moved into
 * another's place, a file out of a backup).  @before and @now: the files of source_tree_look() when
 * the last run began, and now; @end: when that run last wrote, in seconds of the epoch.  The name
 * of the first file that make would be blind for, within @now; NULL: none.  Pure.
 */
const char *make_blind_for(const char *before, const char *now, int64_t end);

/*
 * Before a run in @dir: take away what make would wrongly build on; all of it where make is blind,
 * and what a run that was killed left half written, and newer than what it is made of: of the
 * objects that came since it began those that their record of how they were made (.NAME.cmd) does
 * not come behind.
 */
int make_mend(const char *dir, const struct source_tree *tree);

/*
 * A run ended by itself: nothing is to be mended, if the tree is what it was when it was looked at.
 * -EBUSY, said: it is not.
 */
int make_settle(const char *dir, const struct source_tree *tree);

/* The modules, stripped, to DIR/modules/lib/modules/RELEASE.  As make_kernel(). */
int make_modules(
	const struct make_place *place, const struct source_tree *tree, const struct toolchain *t);

/*
 * Of a build's log the first error with what stands around it, at most @lines lines; malloc'd, ""
 * where none is found.  Pure.
 */
char *make_first_error(const char *log, int lines);

#endif
