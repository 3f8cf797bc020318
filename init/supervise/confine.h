/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Confine a child that loads objects to what that takes: read-only mounts with no device but null,
 * its own PID namespace, five capabilities, a list of system calls.  confine.c says how and why.
 */
#ifndef INIT_CONFINE_H
#define INIT_CONFINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * In PID 1, once all is mounted: shrink the capability bounding set, make the children's mount
 * namespace, and find out what this kernel cannot do.
 */
void confine_init(void);
/* A new array with the names of what this kernel cannot do; NULL without memory. */
json_t *confine_missing(void);

/* Flags of clone(2) for each child. */
uint64_t confine_clone_flags(void);
/*
 * In the child, before it reads a byte of an object: confine_mounts() while PID 1's descriptors are
 * still open, then confine_child().  False: a step failed that this kernel can do; the child must
 * end with CHILD_NOT_CONFINED.
 */
bool confine_mounts(void);
bool confine_child(void);

#endif
