/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A child that loads objects may do what BPF needs, and no more.  It gets read-only mounts with no
 * device but null, its own PID namespace, five capabilities, and a list of system calls.
 */
#ifndef INIT_CONFINE_H
#define INIT_CONFINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * In PID 1, after the mounts: shrink the bounding set, make the mounts of the children, and find
 * out what this kernel lacks.
 */
void confine_init(void);
/* An array of what it lacks, by name.  NULL without memory. */
json_t *confine_missing(void);

/* Flags of clone(2) that each child begins with. */
uint64_t confine_clone_flags(void);
/*
 * In the child, before it reads a byte of an object: confine_mounts() while the descriptors of PID
 * 1 are open, then confine_child().  False: something failed that this kernel has.
 */
bool confine_mounts(void);
bool confine_child(void);

#endif
