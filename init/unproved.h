/* SPDX-License-Identifier: GPL-2.0-only */
/* What is in the root and in none of the archive's lists. */
#ifndef INIT_UNPROVED_H
#define INIT_UNPROVED_H

#include "proof.h"

#include <jansson.h>
#include <stddef.h>

#define UNPROVED_NAMES 16

/*
 * The names, clean, without a leading "/", of what is in @p's root and not known to @p, whose names
 * are sorted by this.  Mounts are not visited.  A directory that is too deep or too large to be
 * visited counts as one, with a "/" after its name.  An array of UNPROVED_NAMES at most, with the
 * number of further ones in @ret_more; NULL where the root cannot be opened, or without memory.
 */
json_t *unproved_names(struct proof *p, size_t *ret_more);

#endif
