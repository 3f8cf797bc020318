/* SPDX-License-Identifier: GPL-2.0-only */
/* The system calls that loading BPF objects takes, and no others. */
#ifndef INIT_SECCOMP_H
#define INIT_SECCOMP_H

#include <linux/filter.h>

/* The filter itself; of no length where there is none for this architecture. */
struct sock_fprog seccomp_program(void);

/*
 * Allow no others from now on: they fail with EPERM, those of 5.1 and later with ENOSYS; one of
 * another architecture kills the process.  -errno where the kernel has no filters, or there is no
 * list for this architecture.
 */
int seccomp_close(void);

#endif
