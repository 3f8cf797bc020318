/* SPDX-License-Identifier: GPL-2.0-only */
/* image_parse() where a hole in it harms nobody. */
#ifndef KERNEL_INSPECT_H
#define KERNEL_INSPECT_H

#include "image.h"

/*
 * What the image in @bytes says of itself, found out in a confined child, without its payload's place.  -ENOEXEC: none that boots,
 * not said; what else fails is, with @what.
 */
int image_inspect(const void *bytes, size_t len, const char *what, struct image_info *ret);

#endif
