/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of mend_object().  Each returns 0, -ENOMEM, or -errno where it gave up. */
#ifndef INIT_MEND_PARTS_H
#define INIT_MEND_PARTS_H

#include "load/mended.h"
#include "load/object-file.h"

/* Symbols and relocations of functions; changes the bytes of @f in place. */
int mend_functions(struct mended *ret, const struct object_file *f);

/* The types of maps in ".BTF": pinning, linkage, templates for inner maps. */
int mend_types(struct mended *ret, char **bytes, size_t *len);

/* Maps of the sections "maps", "maps/NAME" and "NAME/maps". */
int mend_legacy_maps(struct mended *ret, char **bytes, size_t *len);

#endif
