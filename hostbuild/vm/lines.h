/* SPDX-License-Identifier: GPL-2.0-only */
/* Bytes in, lines out: bounded, fed piecewise. */
#ifndef VM_LINES_H
#define VM_LINES_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_MAX_BYTES 8192

struct lines {
	char buf[LINE_MAX_BYTES + 1];
	size_t len;
	bool overlong; /* the line in hand passed LINE_MAX_BYTES; its rest is dropped */
};

/*
 * Call @each for every line that @bytes ends, NUL-terminated in place (NULs within stay), without
 * its newline and a carriage return before that.  @overlong: the line was longer, this is its
 * start.
 */
void lines_feed(struct lines *l, const char *bytes, size_t len,
	void (*each)(void *context, char *line, size_t len, bool overlong), void *context);

#endif
