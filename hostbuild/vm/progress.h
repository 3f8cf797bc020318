/* SPDX-License-Identifier: GPL-2.0-only */
/* A live line for each kernel that runs, on a terminal. */
#ifndef VM_PROGRESS_H
#define VM_PROGRESS_H

#include "vm/gather.h"

struct progress_row {
	const char *spec;
	const struct gather *gather; /* NULL: not started */
	int64_t started_ms;	     /* monotonic_ms() */
	size_t boot;		     /* from 1 */
	bool done;
};

/* Redraw the lines, ten times a second at most.  Does nothing where stderr is no terminal. */
void progress_draw(const struct progress_row *rows, size_t count);

#endif
