// SPDX-License-Identifier: GPL-2.0-only
#include "report/explain.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "report/unproved.h"
#include "report/wrap.h"
#include "verdict/reasons.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#define LOG_LINES    10
#define REPORT_LINES 12
#define SPEC_MAX     40
#define INDENT	     2

enum style style_of(enum met m)
{
	switch (m) {
	case MET_MET:
		return STYLE_GOOD;
	case MET_UNMET:
		return STYLE_BAD;
	case MET_SKIPPED:
		return STYLE_DIM;
	case MET_UNKNOWN:
	case MET_NONE:
		break;
	}
	return STYLE_DOUBT;
}

const char *mark_of(const struct screen *s, enum met m)
{
	switch (m) {
	case MET_MET:
		return s->utf8 ? "✓" : "+";
	case MET_UNMET:
		return s->utf8 ? "✗" : "!";
	case MET_SKIPPED:
		return "-";
	case MET_UNKNOWN:
	case MET_NONE:
		break;
	}
	return "?";
}

/* What it was asked for by, which tells two of one version apart. */
static const char *name_of(const struct result *r, size_t k)
{
	return r->kernels[k].spec;
}

static bool needs_words(const struct grid_cell *cell)
{
	const struct program_result *p = cell->program ? &cell->program->result : NULL;

	if (!p)
		return false;
	/* what a program is skipped for may be a name that is written wrong */
	return p->met == MET_UNMET || p->met == MET_UNKNOWN || p->met == MET_NONE ||
	       (p->met == MET_SKIPPED && reason_is(p, REASON_NOT_FOR_KERNEL));
}

/* Whether one explanation serves both. */
static bool same_answer(const struct program_result *a, const struct program_result *b)
{
	return a->verdict == b->verdict && a->expected == b->expected && a->met == b->met &&
	       a->err == b->err && strcmp(a->reason, b->reason) == 0 &&
	       strcmp(a->detail, b->detail) == 0 && strcmp(a->help, b->help) == 0;
}

static bool explained_before(const struct grid_row *row, size_t k)
{
	for (size_t i = 0; i < k; i++)
		if (needs_words(&row->cells[i]) &&
			same_answer(&row->cells[i].program->result, &row->cells[k].program->result))
			return true;
	return false;
}

/* Where the line that ends at @end begins. */
static const char *line_before(const char *log, const char *end)
{
	while (end > log && end[-1] != '\n')
		end--;
	return end;
}

static bool is_statistics(const char *line, const char *end)
{
	static const char *const heads[] = {
		"insns processed ", "processed ", "stack depth ", "verification time "};

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if ((size_t)(end - line) >= strlen(heads[i]) &&
			strncmp(line, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* The end of @log without the statistics behind it: the reason stands before them. */
static const char *end_of_reasons(const char *log)
{
	const char *end = log + strlen(log), *line;

	for (;;) {
		while (end > log && (end[-1] == '\n' || end[-1] == ' '))
			end--;
		line = line_before(log, end);
		if (!is_statistics(line, end))
			return end;
		end = line;
	}
}

/* Of registers, code and modules there is a screenful before the trace. */
static bool is_dump(const char *line)
{
	static const char *const heads[] = {
		"Modules linked in:", "Hardware name:", "Code:", "RSP:", "RAX:", "RDX:", "RBP:",
		"R10:", "R13:", "FS:", "CS:", "CR2:", "DR0:", "DR3:", "PKRU:", "PGD ", "#PF:"};

	for (size_t i = 0; i < ARRAY_SIZE(heads); i++)
		if (strncmp(line, heads[i], strlen(heads[i])) == 0)
			return true;
	return false;
}

/* The head of a kernel's report: what it is, and where; of boot @boot, -1: not known. */
static void put_report(const struct screen *s, const char *report, int64_t boot)
{
	size_t left = 0;

	for (int lines = 0; report && *report;) {
		cleanup_free char *line = strndup(report, strcspn(report, "\n"));
		report += strcspn(report, "\n");
		report += *report == '\n';
		if (lines >= REPORT_LINES || is_dump(line ? line : "")) {
			left++;
			continue;
		}
		lines++;
		screen_put(s, STYLE_DIM, CUT_END, "  | ", INT_MAX);
		screen_put(s, STYLE_DIM, CUT_END, line ? line : "", INT_MAX);
		fputc('\n', s->out);
	}
	if (!left)
		return;
	screen_print(s, STYLE_DIM, "  | %s %zu more lines: report in result.json",
		s->utf8 ? "…" : "...", left);
	if (boot > 0)
		screen_print(s, STYLE_DIM, ", boot-%" PRId64 "/reports.log with -o", boot);
	fputc('\n', s->out);
}

static void put_log_tail(const struct screen *s, const char *log)
{
	const char *end = end_of_reasons(log), *start = line_before(log, end);

	for (int lines = 1; start > log && lines < LOG_LINES; lines++)
		start = line_before(log, start - 1);
	while (start < end) {
		const char *stop = memchr(start, '\n', (size_t)(end - start));
		if (!stop)
			stop = end;
		cleanup_free char *line = strndup(start, (size_t)(stop - start));
		screen_put(s, STYLE_DIM, CUT_END, "  | ", INT_MAX);
		screen_put(s, STYLE_DIM, CUT_END, line ? line : "", INT_MAX);
		fputc('\n', s->out);
		start = stop + 1;
	}
}

/* A line of its own, indented. */
static void put_line(const struct screen *s, enum style style, const char *text)
{
	screen_pad(s, INDENT);
	wrap_put(s, style, text, INDENT, INDENT + INDENT);
	fputc('\n', s->out);
}

static void put_expected(const struct screen *s, const struct program_result *p, bool complained)
{
	const char *expected = verdict_word(p->expected);
	char line[64];

	if (!expected || (p->expected == p->verdict && p->met != MET_UNMET))
		return;
	snprintf(line, sizeof(line), "expected %s%s", expected,
		p->expected != p->verdict ? ""
		: complained		  ? ", and the kernel complained"
					  : ", but not all that was asked for besides");
	put_line(s, STYLE_PLAIN, line);
}

/* Goes on at column @at.  @complained: a splat is tied to the program. */
static void put_verdict(
	const struct screen *s, const struct program_result *p, int at, bool complained)
{
	const char *verdict = verdict_word(p->verdict), *symbol = errno_symbol(p->err);
	char line[2 * SOURCE_SIZE + DETAIL_SIZE];

	snprintf(line, sizeof(line), ": %s%s%s%s%s",
		verdict ? verdict : "begun, and no verdict came", symbol ? " " : "",
		symbol ? symbol : "", *p->reason ? " " : "", p->reason);
	at = wrap_put(s, STYLE_PLAIN, line, at, INDENT);
	if (*p->detail) {
		snprintf(line, sizeof(line), " %s %s", s->utf8 ? "—" : "--", p->detail);
		wrap_put(s, STYLE_PLAIN, line, at, INDENT);
	}
	fputc('\n', s->out);
	if (*p->help)
		put_line(s, STYLE_PLAIN, p->help);
	if (*p->source || *p->source_at) {
		snprintf(line, sizeof(line), "at instruction %" PRId64 "%s%s%s%s", p->insn,
			*p->source_at ? ", " : "", p->source_at, *p->source ? ": " : "", p->source);
		put_line(s, STYLE_PLAIN, line);
	}
	put_expected(s, p, complained);
}

/* Whether a splat is tied to program @p of kernel @k. */
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

/* One block for all kernels from @k on that gave the same answer. */
static void explain_cell(const struct screen *s, const struct grid *g, const struct grid_object *o,
	const struct grid_row *row, size_t k)
{
	const struct result_program *p = row->cells[k].program;
	const char *between = " on ";
	int at = INDENT;

	screen_put(s, style_of(p->result.met), CUT_END, mark_of(s, p->result.met), 1);
	fputc(' ', s->out);
	at += screen_put(s, STYLE_BOLD, CUT_END, o->any->path, INT_MAX);
	at += screen_print(
		s, STYLE_BOLD, *row->variant ? ":%s (%s)" : ":%s", row->name, row->variant);
	for (size_t i = k; i < g->result->n_kernels; i++) {
		const struct grid_cell *cell = &row->cells[i];
		if (i > k &&
			(!needs_words(cell) || !same_answer(&cell->program->result, &p->result)))
			continue;
		at = wrap_put(s, STYLE_PLAIN, between, at, INDENT);
		at = wrap_put(s, STYLE_PLAIN, name_of(g->result, i), at, INDENT);
		between = ", ";
	}
	put_verdict(s, &p->result, at, has_splat(&g->result->kernels[k], p));
	if (p->log)
		put_log_tail(s, p->log);
	fputc('\n', s->out);
}

static void put_missing(
	const struct screen *s, const char *path, const char *kernel, const char *what)
{
	screen_put(s, STYLE_DOUBT, CUT_END, mark_of(s, MET_UNKNOWN), 1);
	fputc(' ', s->out);
	int at = INDENT + screen_put(s, STYLE_BOLD, CUT_END, path, INT_MAX);
	cleanup_free char *rest = format_string(" on %s: %s", kernel, what);
	wrap_put(s, STYLE_PLAIN, rest ? rest : "", at, INDENT);
	fputc('\n', s->out);
}

/*
 * Objects that kernel @k owes something of, besides what explain_cell() says; whether there are
 * any.
 */
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
			snprintf(what, sizeof(what), "no record of its end");
		put_missing(s, o->path, name_of(r, k), what);
	}
	if (never > 1) {
		snprintf(what, sizeof(what), "never begun, and nor were %zu objects after it",
			never - 1);
		put_missing(s, first->path, name_of(r, k), what);
	} else if (never) {
		put_missing(s, first->path, name_of(r, k), "never begun");
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
		format_string(" splat on %s, %s%s%s: ", name_of(r, k), o ? o->path : "of no object",
			named ? ":" : "", named ? o->programs[splat->program].result.name : "");
	int at = screen_put(s, STYLE_BAD, CUT_END, mark_of(s, MET_UNMET), 1);
	at = wrap_put(s, STYLE_PLAIN, whose ? whose : "", at, INDENT);
	wrap_put(s, STYLE_BOLD, splat->title, at, INDENT);
	fputc('\n', s->out);
	put_report(s, splat->report, splat->boot);
}

void explain_programs(const struct screen *s, const struct grid *g)
{
	const struct result *r = g->result;
	bool any = false;

	for (size_t i = 0; i < g->n_objects; i++) {
		for (size_t j = 0; j < g->objects[i].n_rows; j++) {
			const struct grid_row *row = &g->objects[i].rows[j];
			for (size_t k = 0; k < r->n_kernels; k++)
				if (needs_words(&row->cells[k]) && !explained_before(row, k))
					explain_cell(s, g, &g->objects[i], row, k);
		}
	}
	for (size_t k = 0; k < r->n_kernels; k++) {
		any |= explain_missing(s, r, k);
		for (size_t i = 0; i < r->kernels[k].n_splats; i++)
			put_splat(s, r, k, &r->kernels[k].splats[i]);
		any |= r->kernels[k].n_splats > 0;
	}
	if (any)
		fputc('\n', s->out);
}

/* Whether @report stands with a splat already. */
static bool is_shown(const struct result_kernel *k, const char *report)
{
	for (size_t i = 0; report && i < k->n_splats; i++)
		if (k->splats[i].report && strcmp(k->splats[i].report, report) == 0)
			return true;
	return false;
}

/* What is to be said of a kernel beyond its line. */
static void put_whys(const struct screen *s, const struct result_kernel *k)
{
	struct summary sum = result_kernel_summary(k);
	int64_t unproved = 0;
	char line[128];

	if (k->why)
		put_line(s, STYLE_DOUBT, k->why);
	for (size_t i = 0; i < k->n_boots; i++) {
		const struct result_boot *b = &k->boots[i];
		if (!b->why || (k->why && strcmp(k->why, b->why) == 0))
			continue;
		snprintf(line, sizeof(line), "  boot %zu %s: ", i + 1, outcome_word(b->outcome));
		fputs(line, s->out);
		wrap_put(s, STYLE_PLAIN, b->why, (int)strlen(line), INDENT + INDENT);
		fputc('\n', s->out);
		if (!is_shown(k, b->report))
			put_report(s, b->report, (int64_t)i + 1);
	}
	for (size_t i = 0; k->outcome != OUTCOME_COMPLETE && i < k->n_objects; i++)
		for (size_t j = 0; j < k->objects[i].n_programs; j++)
			unproved += k->objects[i].programs[j].result.met == MET_MET;
	if (unproved) {
		snprintf(line, sizeof(line),
			"%" PRId64 " as expected, and unknown all the same: the trial did not end",
			unproved);
		put_line(s, STYLE_DOUBT, line);
	}
	put_unproved(s, k->features);
	if (k->outcome == OUTCOME_COMPLETE && !sum.met && !sum.unmet && !sum.unknown)
		fputs("  nothing was judged on it\n", s->out);
}

static void put_time(const struct screen *s, int64_t ms)
{
	if (ms >= 100000)
		fprintf(s->out, "  %5" PRId64 " s", ms / 1000);
	else if (ms >= 0)
		fprintf(s->out, "  %3" PRId64 ".%" PRId64 " s", ms / 1000, ms % 1000 / 100);
}

/* Why the tool exits with @status, where the sum does not show it. */
static void put_status(const struct screen *s, const struct result *r, int status)
{
	const struct summary sum = result_summary(r);
	char text[160], doubt[64];
	bool any = false;
	int at = 0;

	if (status == STATUS_MET || (status == STATUS_UNMET && sum.unmet))
		return;
	snprintf(text, sizeof(text), "exit status %d:", status);
	at = wrap_put(s, STYLE_DOUBT, text, at, INDENT);
	if (r->n_kernels == 0)
		at = wrap_put(s, STYLE_DOUBT, " no kernel was tried", at, INDENT);
	for (size_t k = 0; k < r->n_kernels; k++) {
		if (result_kernel_status(&r->kernels[k]) != status)
			continue;
		result_kernel_doubt(&r->kernels[k], doubt, sizeof(doubt));
		at = wrap_put(s, STYLE_DOUBT, any ? "; " : " ", at, INDENT);
		at = wrap_put(s, STYLE_DOUBT, name_of(r, k), at, INDENT);
		any = true;
		snprintf(text, sizeof(text), ": %s", *doubt ? doubt : "the kernel complained");
		at = wrap_put(s, STYLE_DOUBT, text, at, INDENT);
	}
	fputc('\n', s->out);
}

void explain_kernels(const struct screen *s, const struct result *r)
{
	struct summary sum = result_summary(r);
	int status = result_status(r), version = 0, spec = 0;

	for (size_t k = 0; k < r->n_kernels; k++) {
		const struct result_kernel *kernel = &r->kernels[k];
		int width = screen_width(s, kernel->version ? kernel->version : "?");
		version = width > version ? width : version;
		width = screen_width(s, kernel->spec);
		spec = width > spec ? width : spec;
	}
	spec = spec > SPEC_MAX ? SPEC_MAX : spec;
	for (size_t k = 0; k < r->n_kernels; k++) {
		const struct result_kernel *kernel = &r->kernels[k];
		bool complete = kernel->outcome == OUTCOME_COMPLETE;
		int at = screen_put(
			s, STYLE_PLAIN, CUT_END, kernel->version ? kernel->version : "?", version);
		screen_pad(s, version + 2 - at);
		at = screen_put(s, STYLE_PLAIN, CUT_START, kernel->spec, spec);
		screen_pad(s, spec + 2 - at);
		at = screen_print(
			s, complete ? STYLE_GOOD : STYLE_BAD, "%s", outcome_word(kernel->outcome));
		screen_pad(s, 9 - at);
		fprintf(s->out, "  %2zu boot%s  ", kernel->n_boots,
			kernel->n_boots == 1 ? " " : "s");
		screen_print(s, STYLE_PLAIN, "%s", kernel->accel ? kernel->accel : "-");
		put_time(s, kernel->judge_ms);
		fputc('\n', s->out);
		put_whys(s, kernel);
	}
	if (r->n_kernels == 0)
		fputs("no kernel was tried\n", s->out);
	screen_print(s,
		status == STATUS_MET	 ? STYLE_GOOD
		: status == STATUS_UNMET ? STYLE_BAD
					 : STYLE_DOUBT,
		"%" PRId64 " met, %" PRId64 " unmet, %" PRId64 " unknown, %" PRId64 " skipped",
		sum.met, sum.unmet, sum.unknown, sum.skipped);
	fputc('\n', s->out);
	put_status(s, r, status);
}
