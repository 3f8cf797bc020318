/* SPDX-License-Identifier: GPL-2.0-only */
/* image_parse() in an isolated child, where an error in it does no harm. */
#ifndef KERNEL_INSPECT_H
#define KERNEL_INSPECT_H

#include "kernel/unpack/image.h"

/*
 * As image_parse(), but payload_offset and payload_length stay 0, and texts are cleaned
 * (verdict/text.h).  -ENOEXEC: no image that boots, not reported.  Other errors are reported and
 * name @what.
 */
int image_inspect(const void *bytes, size_t len, const char *what, struct image_info *ret);

#endif
