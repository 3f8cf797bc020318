/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Going on from the objects that an earlier run of make left.
 *
 * make compares modification times only.  That misses a file that changed while it was compiled,
 * and one that came with an older time (a tree that replaced another, a file out of a backup).  A
 * run that was killed leaves half-written objects that are newer than their sources.  So the files
 * DIR/files (the tree's list when the last run began), DIR/building (there while a run has not
 * ended by itself) and DIR/build.log (its time: when the run last wrote) are kept next to
 * DIR/build.
 */
#ifndef KERNEL_RESUME_H
#define KERNEL_RESUME_H

#include "kernel/build/tree.h"

#include <stdint.h>

/*
 * The name of the first file whose change make would miss, ending at its newline within @now; NULL
 * if there is none.  @before, @now: lists of source_tree_look() when the last run began, and now.
 * @end: when that run last wrote, in seconds since 1970.  Pure.
 */
const char *resume_find_unseen(const char *before, const char *now, int64_t end);

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
