/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Going on from the objects that an earlier run of make left.
 *
 * make compares modification times only.  That misses a file that changed while it was compiled,
 * and one that came with an older time (a tree that replaced another, a file out of a backup).  A
 * run that was killed leaves half-written objects that are newer than their sources.  So the files
 * DIR/files (the tree's list when the last run began), DIR/building (there while a run has not
 * ended by itself) and DIR/build.log (there once make ran) are kept next to DIR/build.
 *
 * Times are compared as make does, in nanoseconds.  A file that was changed after the last run is
 * newer than all that it made, however soon it was changed.
 */
#ifndef KERNEL_RESUME_H
#define KERNEL_RESUME_H

#include "kernel/build/tree.h"

#include <time.h>

/*
 * The name of the first file whose change make would miss, ending at its newline within @now; NULL
 * if there is none.  @before, @now: lists of source_tree_look() when the last run began, and now.
 * @last: modification time of the newest object: make sees what is newer than that.  Pure.
 */
const char *resume_find_unseen(const char *before, const char *now, struct timespec last);

/*
 * Before a run in @dir: delete all objects if make would miss a change; else, after a killed run,
 * the objects that may be half written: those made since it began whose command file (.NAME.cmd,
 * which kbuild writes last) is not newer.  Reports its errors.
 */
int resume_prepare(const char *dir, const struct source_tree *tree);

/*
 * After a run that ended by itself.  -EBUSY, reported: the tree is not what it was when the run
 * began.  Reports its errors.
 */
int resume_finish(const char *dir, const struct source_tree *tree);

#endif
