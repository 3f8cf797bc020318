// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/finding.h"

#include <stdlib.h>

void tally_clear(struct tally *t)
{
	point_clear(&t->point);
	free(t->why);
	*t = (struct tally){0};
}

void finding_clear(struct finding *f)
{
	free(f->why);
	points_clear(&f->suspects);
	points_clear(&f->parents);
	free(f->described);
	for (size_t i = 0; i < f->n_tallies; i++)
		tally_clear(&f->tallies[i]);
	free(f->tallies);
	if (f->without)
		tally_clear(f->without);
	free(f->without);
	free(f->without_why);
	observation_clear(&f->before);
	observation_clear(&f->at);
	*f = (struct finding){0};
}
