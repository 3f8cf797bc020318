/* SPDX-License-Identifier: GPL-2.0-only */
/* The text of the table's cells. */
#ifndef REPORT_CELLS_H
#define REPORT_CELLS_H

#include "report/grid.h"
#include "report/screen.h"

/* One cell, not yet cut to its column.  @verdict "": the cell is empty. */
struct cell_text {
	enum style style;
	const char *mark;
	char verdict[32], figure[24], under[64];
};

struct cell_text cell_of_program(const struct grid_cell *cell, const struct screen *s);

/*
 * Whether @o has cells for what it comes to as a whole: on some kernel several programs were loaded
 * together, or its programs do not show why it is not met.
 */
bool cells_show_whole(const struct grid *g, const struct grid_object *o);
struct cell_text cell_of_whole(
	const struct grid *g, const struct grid_object *o, size_t k, const struct screen *s);

#endif
