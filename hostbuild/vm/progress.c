// SPDX-License-Identifier: GPL-2.0-only
#include "vm/progress.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "monotonic.h"

#include <inttypes.h>

#define REDRAW_MS 100
/* A terminal has few lines.  Kernels that wait or are done have none. */
#define ROWS_MAX 16

static char *line_of(const struct progress_row *row)
{
	const struct gather *g = row->gather;
	char name[OBJECT_NAME_SIZE];
	int64_t seconds = (monotonic_ms() - row->started_ms) / 1000;
	cleanup_free char *again = row->boot > 1 ? format_string(" (boot %zu)", row->boot) : NULL;

	if (!g->hello)
		return format_string(
			"%s: booting%s, %" PRId64 " s", row->spec, again ? again : "", seconds);
	if (!g->plan)
		return format_string("%s: checking the docket%s", row->spec, again ? again : "");
	if (g->object >= (int64_t)g->kernel->n_objects)
		return format_string("%s: done", row->spec);
	const struct result_object *o = &g->kernel->objects[g->object];
	cleanup_free char *of =
		o->announced > 1 ? format_string(" of %" PRId64, o->announced) : NULL;
	return format_string("%s: object %" PRId64 " of %zu, program %" PRId64 "%s%s%s, %" PRId64
			     " s  %s",
		row->spec, g->object + 1, g->kernel->n_objects, g->program + 1, of ? of : "",
		g->whole_open ? " together" : "", again ? again : "", seconds,
		result_object_name(name, o));
}

void progress_draw(const struct progress_row *rows, size_t count)
{
	static int64_t last;
	char *lines[ROWS_MAX];
	size_t n = 0;

	if (!diag_live() || monotonic_ms() - last < REDRAW_MS)
		return;
	last = monotonic_ms();
	for (size_t i = 0; i < count && n < ROWS_MAX; i++)
		if (rows[i].gather && !rows[i].done && (lines[n] = line_of(&rows[i])))
			n++;
	diag_live_lines((const char *const *)lines, n);
	for (size_t i = 0; i < n; i++)
		free(lines[i]);
}
