/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a child that loads objects may do: what BPF needs, and no more.  A mount namespace with everything read-only and no
 * device but null, a PID namespace for each child, a handful of capabilities, and a list of system calls.
 */
#ifndef INIT_CONFINE_H
#define INIT_CONFINE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* In PID 1, after the mounts: give up what children would inherit, make their mounts, and find out what this kernel can do. */
void confine_init(void);
/* An array of what it cannot, by name; empty where it can all.  NULL without memory. */
json_t *confine_missing(void);

/* Flags of clone(2) that each child begins with. */
uint64_t confine_clone_flags(void);
/*
 * In the child, before it reads a byte of an object: first the mounts, while it has the descriptors of PID 1, then the rest.  False
 * where one fails that did not in confine_init().
 */
bool confine_mounts(void);
bool confine_child(void);

#endif
