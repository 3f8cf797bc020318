// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain-programs.h"
#include "cleanup.h"
#include "format.h"
#include "report/excerpt.h"
#include "report/marks.h"
#include "report/wrap.h"
#include "verdict/reasons.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

static bool needs_explanation(const struct grid_cell *cell)
{
	const struct program_result *p = cell->program ? &cell->program->result : NULL;

	if (!p)
		return false;
	/* the condition that skipped it may name something that is misspelt */
	return p->met == MET_UNMET || p->met == MET_UNKNOWN || p->met == MET_NONE ||
	       (p->met == MET_SKIPPED && reason_is(p, REASON_NOT_FOR_KERNEL));
}

/* Whether one explanation holds for both. */
static bool same_answer(const struct program_result *a, const struct program_result *b)
{
	return a->verdict == b->verdict && a->expected == b->expected && a->met == b->met &&
	       a->err == b->err && strcmp(a->reason, b->reason) == 0 &&
	       strcmp(a->detail, b->detail) == 0 && strcmp(a->help, b->help) == 0;
}

static bool explained_before(const struct grid_row *row, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (needs_explanation(&row->cells[i]) &&
			same_answer(&row->cells[i].program->result, &row->cells[k].program->result))
			return true;
	return false;
}

static void put_expected(const struct screen *s, const struct program_result *p, bool complained)
{
	const char *expected = verdict_word(p->expected);
	char line[96];

	if (!expected || (p->expected == p->verdict && p->met != MET_UNMET))
		return;
	snprintf(line, sizeof(line), "expected %s%s", expected,
		p->expected != p->verdict ? ""
		: complained		  ? ", and the kernel complained"
					  : ", but the rest of the expectation is unmet");
	wrap_line(s, STYLE_PLAIN, line);
}

/*
 * The rest of the line from column @at, and the lines below.  @complained: the program has a splat.
 */
static void put_verdict(
	const struct screen *s, const struct program_result *p, int at, bool complained)
{
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);
	char line[2 * SOURCE_SIZE + DETAIL_SIZE];

	snprintf(line, sizeof(line), ": %s%s%s%s%s",
		verdict ? verdict : "begun, but no verdict came", symbol ? " " : "",
		symbol ? symbol : "", *p->reason ? " " : "", p->reason);
	at = wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	if (*p->detail) {
		snprintf(line, sizeof(line), " %s %s", s->utf8 ? "—" : "--", p->detail);
		wrap_put(s, STYLE_PLAIN, line, at, WRAP_INDENT);
	}
	fputc('\n', s->out);
	if (*p->help)
		wrap_line(s, STYLE_PLAIN, p->help);
	if (*p->source || *p->source_at) {
		snprintf(line, sizeof(line), "at instruction %" PRId64 "%s%s%s%s", p->insn,
			*p->source_at ? ", " : "", p->source_at, *p->source ? ": " : "", p->source);
		wrap_line(s, STYLE_PLAIN, line);
	}
	put_expected(s, p, complained);
}

/* Whether a splat of kernel @k is attributed to program @p. */
static bool has_splat(const struct result_kernel *k, const struct result_program *p)
{
	for (size_t i = 0; i < k->n_splats; i++) {
		const struct result_splat *s = &k->splats[i];
		if (s->object >= 0 && s->object < (int64_t)k->n_objects && s->program >= 0 &&
			s->program < (int64_t)k->objects[s->object].n_programs &&
			&k->objects[s->object].programs[s->program] == p)
			return true;
	}
	return false;
}

/* A block for kernel @k and all later ones with the same answer. */
static void explain_cell(const struct screen *s, const struct grid *g, const struct grid_object *o,
	const struct grid_row *row, size_t k)
{
	const struct result_program *p = row->cells[k].program;
	const char *between = " on ";
	int at = WRAP_INDENT;

	screen_put(s, met_style(p->result.met), CUT_END, met_mark(s, p->result.met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, o->any->path, INT_MAX);
	at += screen_print(
		s, STYLE_BOLD, *row->variant ? ":%s (%s)" : ":%s", row->name, row->variant);
	for (size_t i = k; i < g->result->n_kernels; i++) {
		const struct grid_cell *cell = &row->cells[i];
		if (i > k && (!needs_explanation(cell) ||
				     !same_answer(&cell->program->result, &p->result)))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, WRAP_INDENT);
		at = wrap_put(s, STYLE_PLAIN, g->result->kernels[i].spec, at, WRAP_INDENT);
		between = ", ";
	}
	put_verdict(s, &p->result, at, has_splat(&g->result->kernels[k], p));
	if (p->log)
		excerpt_log(s, p->log);
	fputc('\n', s->out);
}

static void put_missing(
	const struct screen *s, const char *path, const char *kernel, const char *what)
{
	screen_put(s, STYLE_DOUBT, CUT_END, met_mark(s, MET_UNKNOWN), 1);
	fputc(' ', s->out);
	int at = WRAP_INDENT + screen_put(s, STYLE_BOLD, CUT_END, path, INT_MAX);
	cleanup_free char *rest = format_string(" on %s: %s", kernel, what);
	wrap_put(s, STYLE_PLAIN, rest ? rest : "", at, WRAP_INDENT);
	fputc('\n', s->out);
}

/* Objects of which kernel @k sent too few records.  Returns whether there are any. */
static bool explain_missing(const struct screen *s, const struct result *r, size_t k)
{
	const struct result_kernel *kernel = &r->kernels[k];
	const struct result_object *first = NULL;
	size_t never = 0;
	bool any = false;
	char what[128];

	for (size_t i = 0; i < kernel->n_objects; i++) {
		const struct result_object *o = &kernel->objects[i];
		int64_t missing =
			result_object_missing(o, r->kernels[k].outcome == OUTCOME_COMPLETE);
		if (!missing)
			continue;
		any = true;
		if (o->announced < 0) {
			first = first ? first : o;
			never++;
			continue;
		}
		if (o->announced > (int64_t)o->n_programs)
			snprintf(what, sizeof(what),
				"no record of %" PRId64 " of its %" PRId64 " programs", missing,
				o->announced);
		else
			snprintf(what, sizeof(what), "its end record is missing");
		put_missing(s, o->path, kernel->spec, what);
	}
	if (never > 1) {
		snprintf(what, sizeof(what), "never begun, like %zu objects after it", never - 1);
		put_missing(s, first->path, kernel->spec, what);
	} else if (never) {
		put_missing(s, first->path, kernel->spec, "never begun");
	}
	return any;
}

static void put_splat(
	const struct screen *s, const struct result *r, size_t k, const struct result_splat *splat)
{
	const struct result_kernel *kernel = &r->kernels[k];
	const struct result_object *o = NULL;

	if (splat->object >= 0 && splat->object < (int64_t)kernel->n_objects)
		o = &kernel->objects[splat->object];
	const bool named = o && splat->program >= 0 && splat->program < (int64_t)o->n_programs;
	cleanup_free char *whose =
		format_string(" splat on %s, %s%s%s: ", kernel->spec, o ? o->path : "of no object",
			named ? ":" : "", named ? o->programs[splat->program].result.name : "");
	int at = screen_put(s, STYLE_BAD, CUT_END, met_mark(s, MET_UNMET), 1);
	at = wrap_put(s, STYLE_PLAIN, whose ? whose : "", at, WRAP_INDENT);
	wrap_put(s, STYLE_BOLD, splat->title, at, WRAP_INDENT);
	fputc('\n', s->out);
	excerpt_report(s, splat->report, splat->boot);
}

void explain_programs(const struct screen *s, const struct grid *g)
{
	const struct result *r = g->result;

	for (size_t i = 0; i < g->n_objects; i++) {
		for (size_t j = 0; j < g->objects[i].n_rows; j++) {
			const struct grid_row *row = &g->objects[i].rows[j];
			for (size_t k = 0; k < r->n_kernels; k++)
				if (needs_explanation(&row->cells[k]) && !explained_before(row, k))
					explain_cell(s, g, &g->objects[i], row, k);
		}
	}
}

void explain_losses(const struct screen *s, const struct result *r)
{
	bool any = false;

	for (size_t k = 0; k < r->n_kernels; k++) {
		any |= explain_missing(s, r, k);
		for (size_t i = 0; i < r->kernels[k].n_splats; i++)
			put_splat(s, r, k, &r->kernels[k].splats[i]);
		any |= r->kernels[k].n_splats > 0;
	}
	if (any)
		fputc('\n', s->out);
}
