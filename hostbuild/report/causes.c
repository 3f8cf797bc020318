// SPDX-License-Identifier: GPL-2.0-only
#include "report/causes.h"
#include "cleanup.h"
#include "report/answer.h"
#include "verdict/loader.h"
#include "verdict/reasons.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct answer {
	const struct program_result *result;
	size_t row;
};

/* Whether bpfjury.yaml says why the program is skipped. */
static bool says_why(const struct program_result *p)
{
	return (reason_is(p, REASON_NOT_LOADED) || reason_is(p, REASON_CONFIGURED)) &&
	       strstr(p->detail, LOADER_WHY_MARK);
}

static bool needs_explanation(const struct grid_cell *cell)
{
	const struct program_result *p = cell->program ? &cell->program->result : NULL;

	if (!p || result_is_known(cell->program))
		return false;
	if (p->met == MET_SKIPPED)
		/* the condition that skipped it may name something that is misspelt */
		return reason_is(p, REASON_NOT_FOR_KERNEL) || says_why(p);
	return p->met == MET_UNMET || p->met == MET_UNKNOWN || p->met == MET_NONE;
}

static int by_answer(const void *one, const void *other)
{
	const struct answer *a = one, *b = other;
	const int order = answer_compare(a->result, b->result);

	return order ? order : (a->row > b->row) - (a->row < b->row);
}

/* Link @n answers, sorted, into the rows of one kernel. */
static void link_rows(struct cause *rows, const struct answer *answers, size_t n)
{
	for (size_t from = 0, to; from < n; from = to) {
		struct cause *first = &rows[answers[from].row];
		for (to = from; to < n && !answer_compare(answers[from].result, answers[to].result);
			to++) {
			struct cause *c = &rows[answers[to].row];
			c->first = answers[from].row;
			c->next = NO_ROW;
			first->count++;
			if (to > from)
				rows[answers[to - 1].row].next = answers[to].row;
		}
	}
}

int causes_find(struct causes *ret, const struct grid_object *o, size_t n_kernels)
{
	cleanup_free struct answer *answers = calloc(o->n_rows + 1, sizeof(*answers));
	struct cause *causes = calloc(n_kernels * o->n_rows + 1, sizeof(*causes));

	if (!answers || !causes) {
		free(causes);
		return -ENOMEM;
	}
	for (size_t k = 0; k < n_kernels; k++) {
		size_t n = 0;
		for (size_t row = 0; row < o->n_rows; row++) {
			const struct grid_cell *cell = &o->rows[row].cells[k];
			causes[k * o->n_rows + row].first = NO_ROW;
			if (needs_explanation(cell))
				answers[n++] = (struct answer){&cell->program->result, row};
		}
		qsort(answers, n, sizeof(*answers), by_answer);
		link_rows(causes + k * o->n_rows, answers, n);
	}
	*ret = (struct causes){.object = o, .causes = causes};
	return 0;
}

void causes_clear(struct causes *c)
{
	free(c->causes);
	*c = (struct causes){0};
}

const struct cause *cause_at(const struct causes *c, size_t kernel, size_t row)
{
	return &c->causes[kernel * c->object->n_rows + row];
}

bool causes_have_same_rows(const struct causes *c, size_t row, size_t kernel, size_t other)
{
	const struct cause *a = cause_at(c, kernel, row), *b = cause_at(c, other, row);

	if (a->first != row || b->first != row || a->count != b->count)
		return false;
	while (a->next == b->next && a->next != NO_ROW) {
		const size_t next = a->next;
		a = cause_at(c, kernel, next);
		b = cause_at(c, other, next);
	}
	return a->next == b->next;
}
