/* SPDX-License-Identifier: GPL-2.0-only */
/* One direction of a guest's serial port: what it writes is kept in a log and cut into lines. */
#ifndef VM_CHANNEL_H
#define VM_CHANNEL_H

#include "vm/lines.h"

#include <stdbool.h>
#include <stdint.h>

#define CHANNEL_LOG_BYTES ((int64_t)64 << 20)

struct channel {
	int fd;	 /* non-blocking; -1: at its end, or none */
	int log; /* -1: there is none any more */
	int64_t log_left_bytes;
	bool anything; /* a byte came */
	struct lines lines;
};
#define CHANNEL_NONE ((struct channel){.fd = -1, .log = -1})

/* Log to @dir/@name; the caller sets fd.  -errno, reported. */
int channel_open(struct channel *c, const char *dir, const char *name);

/*
 * Read what is there now, up to some MB: a guest that writes without end must not keep the caller
 * from its deadlines.  @each gets every line that ends, as lines_feed() has it.  Closes fd at the
 * channel's end.  A log that is full or cannot be written ends, with a warning, and the lines go
 * on.
 */
void channel_read(struct channel *c,
	void (*each)(void *context, char *line, size_t len, bool overlong), void *context);

/* CHANNEL_NONE is fine. */
void channel_close(struct channel *c);

#endif
