// SPDX-License-Identifier: GPL-2.0-only
/* What a project says of answers, released. */
#include "result/result.h"

#include <stdlib.h>

void result_said_clear(struct result_program *p)
{
	for (size_t i = 0; i < p->n_crossed; i++)
		free(p->crossed[i].limit);
	free(p->crossed);
	if (p->known)
		free(p->known->why);
	free(p->known);
	p->crossed = NULL;
	p->n_crossed = 0;
	p->known = NULL;
}

void result_allowed_clear(struct result_splat *s)
{
	if (s->allowed) {
		free(s->allowed->reason);
		free(s->allowed->link);
	}
	free(s->allowed);
	s->allowed = NULL;
}
