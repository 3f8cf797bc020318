/* SPDX-License-Identifier: GPL-2.0-only */
/* Removal of what was not used for long: kernels of the store, and the build cache. */
#ifndef KERNEL_PRUNE_H
#define KERNEL_PRUNE_H

/*
 * Remove what was last used more than @days days ago (-1: no such limit).  Of the kernels built
 * here, of the unpacked sources and of the objects, each, remove all but the @last ones used most
 * recently (-1: no such limit); this does not apply to downloaded kernels.  Prints the names of
 * what it removed on standard output.  Goes on after a failure and returns the first one (-EBUSY:
 * in use), reported.
 */
int kernel_prune(int days, int last);

#endif
