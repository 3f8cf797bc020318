/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether kernels can be got through this machine's apt. */
#ifndef KERNEL_MIRROR_H
#define KERNEL_MIRROR_H

/*
 * Get the package lists of the machine's own distribution from its mirror; at most 90 s.  0: they
 * came.  -ENOENT: apt knows no mirror; -EHOSTUNREACH: the mirror does not answer; -EWOULDBLOCK:
 * another bpfjury is getting a kernel.  Reports its errors.
 */
int mirror_check(void);

#endif
