/* SPDX-License-Identifier: GPL-2.0-only */
/* Which programs are loaded together as the whole object. */
#ifndef INIT_MEMBERS_H
#define INIT_MEMBERS_H

#include "judge/object.h"

/*
 * Set the part of each item, and bring the items into the order in which they are judged: first
 * those whose result comes from the load of the whole object, then the others, each in the order of
 * their programs.  The same in each boot of a kernel.  Returns the number of the first.
 *
 * The programs that are loaded together are those that the object's own loader would load: on
 * autoload (not SEC("?…")), expected to be accepted on this kernel, and loaded as
 * bpf_object__load() does without more.  A program that is judged without some capabilities, for a
 * target or against other BTF is not among them.
 */
size_t members_select(struct judged_object *o);

#endif
