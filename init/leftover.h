/* SPDX-License-Identifier: GPL-2.0-only */
/* What may live on after the process that made it, and would be there for the next object. */
#ifndef INIT_LEFTOVER_H
#define INIT_LEFTOVER_H

/* Once, before the first child: what is there now stays. */
void leftover_init(void);
/*
 * Between two children: links are detached, struct_ops unregistered, sysctls put back.  Pins, files and mounts need no care: no
 * child has a place to leave them.
 */
void leftover_clear(void);

#endif
