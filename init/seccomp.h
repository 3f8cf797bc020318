/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls of a process that loads BPF objects: those in the list, and no other. */
#ifndef INIT_SECCOMP_H
#define INIT_SECCOMP_H

#include <linux/filter.h>

/* The filter itself; of no length where there is none for this architecture. */
struct sock_fprog seccomp_program(void);

/*
 * From now on, and for ever: others fail with EPERM, new ones (5.1 and later) with ENOSYS, those of another architecture kill.
 * -errno where this kernel, or this architecture's list, has no such filter.
 */
int seccomp_close(void);

#endif
