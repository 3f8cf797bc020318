/* SPDX-License-Identifier: GPL-2.0-only */
/* How many processors this process may use. */
#ifndef PROCESSORS_H
#define PROCESSORS_H

#include <stdint.h>

/*
 * At least 1: those of sched_getaffinity(2), or fewer where the cpu controller of a cgroup that the
 * process is in gives it less time (cpu.max, cgroup v2).
 */
int64_t processors(void);

/* The same limit of cgroups for the files below @root; INT64_MAX: none. */
int64_t processors_of_cgroups(const char *root);

#endif
