/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef INIT_NEEDS_H
#define INIT_NEEDS_H

#include "judge/object.h"

/*
 * Bytes that the maps of the object take where all its programs are loaded together, set up as for
 * that load.  An estimate (load/map-memory.h); -1 where the object cannot be set up so.
 */
int64_t needs_memory(const struct judged_object *o);

#endif
