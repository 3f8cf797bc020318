/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Make fit, in its bytes, an object that libbpf 1.x does not open and other loaders do.
 *
 *	static program		its symbol becomes global
 *	static map		likewise, and its relocations name it
 *	call in one section	the relocation becomes the distance
 *	pinning constant	of another loader: none
 *	legacy map		SEC("maps"), "maps/NAME", "NAME/maps": a map of ".maps", with BTF
 *	inner map without sizes	the sizes that may be supplied (load/sizes.h)
 *	missing function, …	what only the object's own loader can put in: the relocation goes,
 *				and the program must not be loaded
 *
 * The object is hostile, and this runs in the child that is confined.  What is not understood is
 * left as it is: libbpf then refuses the object as before.
 */
#ifndef INIT_MEND_H
#define INIT_MEND_H

#include "load/mended.h"

#include <stddef.h>

/*
 * Mend the object in @bytes, which is malloc'd, and replaced where it grows.  0 or -ENOMEM; @ret,
 * zeroed before, says what was done.
 */
int mend_object(struct mended *ret, char **bytes, size_t *len);
#endif
