// SPDX-License-Identifier: GPL-2.0-only
#include "report/html-page.h"
#include "cleanup.h"
#include "diag.h"
#include "report/answer.h"
#include "report/excerpt.h"

#include <inttypes.h>
#include <string.h>

#define LOG_MAX (64u << 10) /* bytes of one log */

/*
 * The log, or its end.  The last line that has the detail is marked, or the last one before the
 * statistics.
 */
static void put_log(struct page *p, const struct result_program *program)
{
	const char *detail = program->result.detail, *hit = NULL;
	const size_t room = p->logs_left / MARKUP_GROWTH;
	const char *log = excerpt_end(program->log, room < LOG_MAX ? room : LOG_MAX);

	if (log > program->log)
		page_put(p, "p", "dim", "The beginning of the log is in result.json.");
	p->logs_left -= markup_text_size(log);
	if (strlen(detail) > 4)
		for (const char *at = log; (at = strstr(at, detail)); at++)
			hit = at;
	if (!hit && program->result.verdict == VERDICT_REJECTED)
		hit = excerpt_last(log);
	markup_start(&p->to, "pre");
	markup_attribute(&p->to, "class", "log");
	if (hit) {
		const size_t line = strcspn(hit, "\n");
		markup_text_length(&p->to, log, (size_t)(hit - log));
		markup_start(&p->to, "mark");
		markup_text_length(&p->to, hit, line);
		markup_end_full(&p->to);
		markup_text(&p->to, hit + line);
	} else {
		markup_text(&p->to, log);
	}
	markup_end_full(&p->to);
}

/* "supplied: …", a paragraph for each line of @lines. */
static void put_lines(struct page *p, const char *head, const char *lines)
{
	while (*lines) {
		const size_t len = strcspn(lines, "\n");
		markup_start(&p->to, "p");
		markup_text(&p->to, head);
		markup_text_length(&p->to, lines, len);
		markup_end_full(&p->to);
		lines += len + (lines[len] == '\n');
	}
}

/* That it is known, and the limits that it crosses. */
static void put_said(struct page *p, const struct result_program *program)
{
	const struct result_known *known = program->known;
	char crossed[CROSSED_SIZE];

	if (known) {
		markup_start(&p->to, "p");
		markup_print(&p->to, "%s%s%s: %s",
			result_is_known(program) ? "known failure"
			: result_passes(program) ? "a known failure that passes"
						 : "known failure, which has expired",
			*known->until ? ", until " : "", known->until, known->why);
		markup_end_full(&p->to);
	}
	for (size_t i = 0; i < program->n_crossed; i++) {
		markup_start(&p->to, "p");
		markup_text(&p->to, answer_crossed(&program->crossed[i], crossed));
		markup_end_full(&p->to);
	}
}

static void put_answer(struct page *p, const struct result_program *program)
{
	const struct program_result *r = &program->result;
	char place[PLACE_SIZE];

	answer_place(r, place);
	put_said(p, program);
	const char *const texts[] = {r->detail, r->help, r->erratum, place};
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (*texts[i])
			page_put(p, "p", NULL, texts[i]);
	put_lines(p, "supplied: ", r->adapted);
	put_lines(p, "", r->notes);
	if (verdict_word(r->expected) && r->expected != r->verdict) {
		markup_start(&p->to, "p");
		markup_print(&p->to, "expected %s", verdict_word(r->expected));
		markup_end_full(&p->to);
	}
	page_put_hot(p, program);
	if (program->log)
		put_log(p, program);
}

static void put_details(struct page *p, size_t object, size_t at, size_t k)
{
	const struct grid_object *o = &p->grid->objects[object];
	const struct grid_row *row = &o->rows[at];
	const struct grid_cell *c = &row->cells[k];
	const struct program_result *r = &c->program->result;
	char name[OBJECT_NAME_SIZE], label[GRID_LABEL_SIZE], id[PAGE_ID_SIZE];
	char words[ANSWER_WORDS_SIZE];

	page_id(id, object, at, k);
	markup_start(&p->to, "details");
	markup_attribute(&p->to, "id", id);
	markup_attribute(&p->to, "class", page_state(page_cell_met(c)));
	page_put_states(p, row);
	markup_start(&p->to, "summary");
	page_put_mark(p, page_cell_met(c));
	page_put(p, "code", NULL, result_object_name(name, o->any));
	markup_text(&p->to, ":");
	page_put(p, "code", NULL, grid_label(row, label));
	markup_text(&p->to, " on ");
	page_put(p, "code", NULL, p->result->kernels[k].name);
	markup_print(&p->to, ": %s", answer_words(r, words));
	markup_end_full(&p->to);
	put_answer(p, c->program);
	if (o->of[k] && o->of[k]->repeat && page_cell_met(c) != MET_MET) {
		markup_start(&p->to, "p");
		markup_text(&p->to, "repeat: ");
		page_put(p, "code", NULL, o->of[k]->repeat);
		markup_end_full(&p->to);
	}
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}

void page_put_details(struct page *p, bool trouble)
{
	for (size_t i = 0; i < p->grid->n_objects; i++)
		for (size_t j = 0; j < p->grid->objects[i].n_rows; j++)
			for (size_t k = 0; k < p->result->n_kernels; k++) {
				const struct grid_cell *c = &p->grid->objects[i].rows[j].cells[k];
				const enum met met = page_cell_met(c);
				if (page_has_details(c) &&
					(met == MET_UNMET || met == MET_UNKNOWN) == trouble)
					put_details(p, i, j, k);
			}
}

void page_put_wholes(struct page *p)
{
	char name[OBJECT_NAME_SIZE];

	for (size_t i = 0; i < p->grid->n_objects; i++)
		for (size_t k = 0; k < p->result->n_kernels; k++) {
			const struct result_object *o = p->grid->objects[i].of[k];
			const enum met met =
				o && o->whole ? result_whole_met(o, result_kernel_is_complete(
									    &p->result->kernels[k]))
					      : MET_NONE;
			if ((met != MET_UNMET && met != MET_UNKNOWN) ||
				result_is_known(&o->whole->load) ||
				result_whole_is_shown(
					o, result_kernel_is_complete(&p->result->kernels[k])))
				continue;
			markup_start(&p->to, "details");
			markup_attribute(&p->to, "class", page_state(met));
			markup_start(&p->to, "summary");
			page_put_mark(p, met);
			page_put(p, "code", NULL, result_object_name(name, o));
			markup_text(&p->to, " as a whole on ");
			page_put(p, "code", NULL, p->result->kernels[k].name);
			markup_print(&p->to, ": %s %s",
				verdict_word(o->whole->load.result.verdict)
					? verdict_word(o->whole->load.result.verdict)
					: "no verdict",
				o->whole->load.result.reason);
			markup_end_full(&p->to);
			put_answer(p, &o->whole->load);
			markup_end_full(&p->to);
			markup_text(&p->to, "\n");
		}
}

void page_put_kernel(struct page *p, const struct result_kernel *k)
{
	const enum met met = result_met_of(result_kernel_status(k));
	char doubt[160];

	result_kernel_doubt(k, doubt, sizeof(doubt));
	markup_start(&p->to, "details");
	markup_attribute(&p->to, "class", page_state(met));
	markup_start(&p->to, "summary");
	page_put_mark(p, met);
	page_put(p, "code", NULL, k->name);
	markup_print(&p->to, " %s: %s%s%s, %.1f s", k->release ? k->release : "",
		outcome_word(k->outcome), *doubt ? ": " : "", doubt,
		k->judge_ms > 0 ? (double)k->judge_ms / 1000 : 0.0);
	if (k->n_splats)
		markup_print(&p->to, ", %zu warnings or bugs", k->n_splats);
	markup_end_full(&p->to);
	if (k->why)
		page_put(p, "p", NULL, k->why);
	for (size_t i = 0; i < k->n_boots; i++)
		if (k->boots[i].why)
			page_put(p, "p", NULL, k->boots[i].why);
	for (size_t i = 0; i < k->n_splats; i++) {
		page_put(p, "p", NULL, k->splats[i].title);
		if (k->splats[i].allowed) {
			markup_start(&p->to, "p");
			markup_print(&p->to, "allowed: %s (%s)", k->splats[i].allowed->reason,
				k->splats[i].allowed->link);
			markup_end_full(&p->to);
		}
		if (k->splats[i].report || k->splats[i].line)
			page_put(p, "pre", NULL,
				k->splats[i].report ? k->splats[i].report : k->splats[i].line);
	}
	markup_end_full(&p->to);
	markup_text(&p->to, "\n");
}
