/* SPDX-License-Identifier: GPL-2.0-only */
/* How much of this machine's memory guests may have. */
#ifndef VM_HOST_MEMORY_H
#define VM_HOST_MEMORY_H

#include <stdint.h>

/*
 * MiB that all guests of a run together may have: three quarters of what is available now, by
 * /proc/meminfo, the limits of the memory cgroups that the tool is in, RLIMIT_AS and, where the
 * kernel does not overcommit, what it would still promise.  0: not known.
 */
int64_t host_memory_mib(void);

/* The same with the files below the directory @root, and without RLIMIT_AS. */
int64_t host_memory_mib_at(const char *root);

/*
 * MiB that this process could have at most, if nothing else ran: memory and swap, within the same
 * limits.  0: not known.
 */
int64_t host_memory_whole_mib(void);
int64_t host_memory_whole_mib_at(const char *root);

#endif
