/* SPDX-License-Identifier: GPL-2.0-only */
/* A seccomp filter that allows the system calls that loading BPF objects takes. */
#ifndef INIT_SECCOMP_H
#define INIT_SECCOMP_H

#include <linux/filter.h>

/* The filter; its length is 0 where this architecture has none. */
struct sock_fprog seccomp_program(void);

/*
 * Install it, for good.  Other system calls then fail with EPERM, unknown ones of 5.1 and later
 * with ENOSYS; a system call of another architecture kills the process.  -EOPNOTSUPP: this
 * architecture has no filter; other -errno: the kernel refused it.
 */
int seccomp_close(void);

#endif
