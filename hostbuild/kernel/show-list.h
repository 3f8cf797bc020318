/* SPDX-License-Identifier: GPL-2.0-only */
/* What the cache holds, for people. */
#ifndef KERNEL_SHOW_LIST_H
#define KERNEL_SHOW_LIST_H

/*
 * Print a table of the kernels of the store, then of the sources and the objects of builds that are
 * kept.  Reports its errors.
 */
int kernel_show_list(void);

#endif
