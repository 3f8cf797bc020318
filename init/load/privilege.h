/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel lets this process do with bpf(2). */
#ifndef INIT_PRIVILEGE_H
#define INIT_PRIVILEGE_H

#include <stdint.h>

/*
 * Make effective all permitted capabilities but those in @dropped, a mask of 1 << CAP_*.  They stay
 * permitted.  0, or -errno of capget(2) or capset(2).
 */
int privilege_drop(uint64_t dropped);
/* Make all permitted capabilities effective again.  0 or -errno, likewise. */
int privilege_restore(void);

/*
 * Set kernel.unprivileged_bpf_disabled to @disabled, one digit; 0 lets processes without CAP_BPF
 * use bpf(2).  0, or -errno; -EPERM where the value is 1, which the kernel keeps until it is booted
 * again.  0 too where the kernel does not have this sysctl: it then lets them.
 */
int privilege_set_bpf_disabled(int disabled);

#endif
