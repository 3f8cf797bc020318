/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes in, piece by piece; lines out, of bounded length. */
#ifndef VM_LINES_H
#define VM_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 8192

struct lines {
	char buf[LINE_MAX_BYTES + 1];
	size_t len;
	bool overlong; /* the current line is longer than LINE_MAX_BYTES; its rest is dropped */
};

/*
 * Call @each for every line that ends in @bytes, NUL-terminated, without its newline and a carriage
 * return before that.  NULs within a line stay.  @overlong: this is the start of a longer line.
 */
void lines_feed(struct lines *l, const char *bytes, size_t len,
	void (*each)(void *context, char *line, size_t len, bool overlong), void *context);

#endif
