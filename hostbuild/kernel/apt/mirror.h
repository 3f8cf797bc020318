/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KERNEL_MIRROR_H
#define KERNEL_MIRROR_H

/*
 * Ask this machine's own distribution's mirror for its package lists.  0 when they came; -ENOENT:
 * apt knows no mirror; -EHOSTUNREACH: it does not answer.  Says what failed.
 */
int mirror_check(void);

#endif
