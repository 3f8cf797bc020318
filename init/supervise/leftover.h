/* SPDX-License-Identifier: GPL-2.0-only */
/* State in the kernel that outlives the child that made it. */
#ifndef INIT_LEFTOVER_H
#define INIT_LEFTOVER_H

/* Once, before the first child: remember what is there. */
void leftover_init(void);
/*
 * After each child: detach its links, unregister its struct_ops, restore sysctls.  A child has no
 * place to leave a pin, a file or a mount (confine.h).
 */
void leftover_clear(void);

#endif
