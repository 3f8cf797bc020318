/* SPDX-License-Identifier: GPL-2.0-only */
/* A title that is the same in each boot. */
#ifndef VERDICT_SPLAT_TITLE_H
#define VERDICT_SPLAT_TITLE_H

#include <stddef.h>

/*
 * Write @text to @title (@size bytes with the NUL), clean and at most 128 bytes long.  What differs
 * from boot to boot is replaced as syzkaller does: an address by "ADDR", a number by "NUM", a line
 * of a file by "LINE"; the offset of a function is dropped.
 */
void splat_title(char *title, size_t size, const char *text);

#endif
