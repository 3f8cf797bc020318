/* SPDX-License-Identifier: GPL-2.0-only */
/* image_parse() where a hole in it harms nobody. */
#ifndef KERNEL_INSPECT_H
#define KERNEL_INSPECT_H

#include "kernel/unpack/image.h"

/*
 * image_parse() in a confined child; payload_offset and payload_length stay 0.  -ENOEXEC: no image
 * that boots, not said.  Other errors are said, with @what.
 */
int image_inspect(const void *bytes, size_t len, const char *what, struct image_info *ret);

#endif
