// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/show.h"
#include "print.h"

#include <inttypes.h>

void show_finding(FILE *to, const struct finding *f, const struct axis_kind *kind)
{
	for (size_t i = 0; i < f->n_tallies; i++) {
		const struct tally *t = &f->tallies[i];
		print_fit(to, "%-60s %" PRId64 " good, %" PRId64 " bad, %" PRId64 " neither\n",
			t->point.title, t->good, t->bad, t->neither);
	}
	if (f->why)
		print_fit(to, "%s\n", f->why);
	for (size_t i = 0; i < f->suspects.n; i++)
		print_fit(to, "%s %s\n",
			f->suspects.n == 1 ? "the first bad" : "one of these is the first bad",
			kind->noun);
	for (size_t i = 0; i < f->suspects.n; i++)
		print_fit(to, "  %s\n", f->suspects.list[i].title);
}
