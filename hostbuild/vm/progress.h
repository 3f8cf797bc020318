/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a person sees while kernels run: a live line each on a terminal, else a plain line at start
 * and end.
 */
#ifndef VM_PROGRESS_H
#define VM_PROGRESS_H

#include "vm/gather.h"

struct progress_row {
	const char *spec;
	const struct gather *gather; /* NULL: waiting for its turn */
	int64_t started_ms;
	size_t boot; /* from 1 */
	bool done;
};

/* Redraw the live lines, ten times a second at most. */
void progress_draw(const struct progress_row *rows, size_t count);

#endif
