// SPDX-License-Identifier: GPL-2.0-only
#include "bisect/finding.h"

#include "cleanup.h"
#include "diag.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void tally_clear(struct tally *t)
{
	point_clear(&t->point);
	free(t->why);
	free(t->same_as);
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
	if (f->alone)
		tally_clear(f->alone);
	free(f->alone);
	free(f->alone_why);
	for (size_t i = 0; i < f->n_notes; i++)
		free(f->notes[i]);
	free(f->notes);
	observation_clear(&f->before);
	observation_clear(&f->at);
	*f = (struct finding){0};
}

const struct tally *finding_tally(const struct finding *f, const char *id)
{
	for (size_t i = 0; i < f->n_tallies; i++)
		if (strcmp(f->tallies[i].point.id, id) == 0)
			return &f->tallies[i];
	return NULL;
}

int finding_note(struct finding *f, const char *format, ...)
{
	cleanup_free char *text = NULL;
	va_list args;

	va_start(args, format);
	const int n = vasprintf(&text, format, args);
	va_end(args);
	if (n < 0)
		text = NULL;
	char **grown = text ? reallocarray(f->notes, f->n_notes + 1, sizeof(*grown)) : NULL;
	if (!grown)
		return diag_errno(-ENOMEM, "bisect");
	f->notes = grown;
	diag_warn("%s", text);
	grown[f->n_notes++] = steal(&text);
	return 0;
}
