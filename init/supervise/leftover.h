/* SPDX-License-Identifier: GPL-2.0-only */
/* Undo what a child leaves in the kernel. */
#ifndef INIT_LEFTOVER_H
#define INIT_LEFTOVER_H

/* Once, before the first child: note the state to return to. */
void leftover_init(void);
/*
 * After each child: detach its links, unregister its struct_ops, restore sysctls.  There is nothing
 * else: a child cannot pin, write files or mount (confine.c).
 */
void leftover_clear(void);

#endif
