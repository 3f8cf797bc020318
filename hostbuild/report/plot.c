// SPDX-License-Identifier: GPL-2.0-only
#include "report/plot.h"
#include "cleanup.h"

#include <inttypes.h>
#include <string.h>

/* In the units of the view box; a panel is what one figure is drawn in. */
#define WIDTH	   320
#define HEIGHT	   118
#define LEFT	   54 /* of the points; before it are the scales */
#define RIGHT	   310
#define PANEL	   42 /* its height */
#define GAP	   10 /* between two */
#define TOP	   8
#define LABEL_WIDE 34 /* what a label needs */

struct panel {
	const struct plot_point *points;
	size_t n;
	const char *name;
	bool states; /* else insns */
	int64_t most;
	int y; /* of its top */
};

static int64_t figure(const struct panel *p, size_t i)
{
	return p->states ? p->points[i].states : p->points[i].insns;
}

static int x_of(size_t i, size_t n)
{
	return n < 2 ? (LEFT + RIGHT) / 2 : LEFT + (int)(i * (RIGHT - LEFT) / (n - 1));
}

/* In tenths. */
static int y_of(const struct panel *p, int64_t value)
{
	return (p->y + PANEL) * 10 - (int)((__int128)value * (PANEL * 10) / p->most);
}

/* Text whose end, or with class "mid" or "sign" its middle, is at the place. */
static void put_text(struct markup *m, const char *class, int x, int y, const char *text)
{
	markup_start(m, "text");
	markup_attribute(m, "class", class);
	markup_number(m, "x", x);
	markup_number(m, "y", y);
	markup_text(m, text);
	markup_end_full(m);
}

/* "1000001", or where that is too wide "1.2e+12" */
static void put_number(struct markup *m, int y, int64_t value)
{
	char text[32];

	if (value < 100000000)
		snprintf(text, sizeof(text), "%" PRId64, value);
	else
		snprintf(text, sizeof(text), "%.2g", (double)value);
	put_text(m, "end", LEFT - 7, y, text);
}

/* The line through the points, or with @dots the points alone, as the data of a path. */
static void put_path(struct markup *m, const struct panel *p, bool dots)
{
	cleanup_free char *data = NULL;
	size_t size;
	FILE *f = open_memstream(&data, &size);
	bool joined = false;

	if (!f) {
		m->failed = true;
		return;
	}
	for (size_t i = 0; i < p->n; i++) {
		const int64_t value = figure(p, i);
		const int y = value < 0 ? 0 : y_of(p, value);
		if (value >= 0)
			fprintf(f, "%c%d %d.%d%s", joined && !dots ? 'L' : 'M', x_of(i, p->n),
				y / 10, y % 10, dots ? "h0" : "");
		joined = value >= 0;
	}
	m->failed |= fclose(f) != 0;
	markup_start(m, "path");
	if (dots)
		markup_attribute(m, "class", "dots");
	markup_attribute(m, "d", data ? data : "");
	markup_end(m);
}

static void put_panel(struct markup *m, struct panel *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (figure(p, i) > p->most)
			p->most = figure(p, i);
	put_number(m, p->y + 6, p->most);
	put_text(m, "end", LEFT - 7, p->y + PANEL / 2 + 4, p->name);
	put_number(m, p->y + PANEL + 3, 0);
	markup_start(m, "line");
	markup_number(m, "x1", LEFT - 4);
	markup_number(m, "x2", RIGHT + 4);
	markup_number(m, "y1", p->y + PANEL);
	markup_number(m, "y2", p->y + PANEL);
	markup_end(m);
	put_path(m, p, false);
	put_path(m, p, true);
}

/* Signs of what has no figures, and the labels that there is room for. */
static void put_marks(struct markup *m, const struct plot_point *points, size_t n)
{
	const size_t room = (RIGHT - LEFT) / LABEL_WIDE, every = (n + room - 1) / room;

	for (size_t i = 0; i < n; i++) {
		const struct plot_point *p = &points[i];
		if (p->sign && p->insns < 0)
			put_text(m, "sign", x_of(i, n), TOP + PANEL - 2, p->sign);
		if (i % every == 0 && *p->label)
			put_text(m, "mid", x_of(i, n), HEIGHT - 2, p->label);
	}
}

/* The name that a screen reader reads, and that is shown where the pointer is. */
static void put_title(struct markup *m, const struct plot_point *points, size_t n)
{
	markup_start(m, "title");
	for (size_t i = 0; i < n; i++) {
		markup_text(m, points[i].text);
		if (i + 1 < n)
			markup_text(m, "\n");
	}
	markup_end_full(m);
}

void plot_put(struct markup *m, const struct plot_point *points, size_t n)
{
	struct panel insns = {points, n, "insns", false, 1, TOP};
	struct panel states = {points, n, "states", true, 1, TOP + PANEL + GAP};
	char box[48];

	snprintf(box, sizeof(box), "0 0 %d %d", WIDTH, HEIGHT);
	markup_start(m, "svg");
	markup_attribute(m, "viewBox", box);
	markup_attribute(m, "role", "img");
	put_title(m, points, n);
	put_panel(m, &insns);
	put_panel(m, &states);
	put_marks(m, points, n);
	markup_end_full(m);
}
