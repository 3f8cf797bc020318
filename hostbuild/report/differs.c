// SPDX-License-Identifier: GPL-2.0-only
#include "report/differs.h"
#include "result/gate.h"

#include <string.h>

static bool is_answer_other(const struct grid_cell *a, const struct grid_cell *b)
{
	if (!a->program || !b->program)
		return a->program != b->program || a->unknown != b->unknown;
	const struct program_result *x = &a->program->result, *y = &b->program->result;
	return x->verdict != y->verdict || x->err != y->err || x->met != y->met ||
	       a->unproved != b->unproved || strcmp(x->reason, y->reason) != 0 ||
	       (x->insns < 0) != (y->insns < 0);
}

bool differs_program(const struct grid *g, const struct grid_row *row)
{
	const size_t n = g->result->n_kernels;
	int64_t least = INT64_MAX, most = -1;

	for (size_t k = 0; k < n; k++) {
		const struct result_program *p = row->cells[k].program;
		if (k && is_answer_other(&row->cells[0], &row->cells[k]))
			return true;
		if (!p || p->result.insns < 0)
			continue;
		least = p->result.insns < least ? p->result.insns : least;
		most = p->result.insns > most ? p->result.insns : most;
	}
	if (most < 0)
		return false;
	return gate_is_growth(least, most);
}
