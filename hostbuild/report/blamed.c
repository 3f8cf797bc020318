// SPDX-License-Identifier: GPL-2.0-only
#include "report/blamed.h"
#include "cleanup.h"
#include "diag.h"
#include "format.h"
#include "report/answer.h"
#include "report/wrap.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>

#define LINES_MAX   20 /* lines of one list */
#define KERNELS_MAX 4  /* kernels that a line names */

/* A line of a list, for all kernels of which it holds. */
struct line {
	char *text;
	const char *kernels[KERNELS_MAX];
	size_t n_kernels;
};

struct list {
	struct line lines[LINES_MAX];
	size_t n;
	int64_t more;  /* things that no line shows */
	int64_t other; /* blamed_put(): things of a lesser status */
	int status;
};

static void list_clear(struct list *l)
{
	for (size_t i = 0; i < l->n; i++)
		free(l->lines[i].text);
}

/* Takes @text; NULL: there was no memory for it. */
static void list_add(struct list *l, const struct result_kernel *k, char *text)
{
	size_t i = 0;

	while (text && i < l->n && strcmp(l->lines[i].text, text) != 0)
		i++;
	if (!text || i == LINES_MAX) {
		l->more++;
		free(text);
		return;
	}
	if (i == l->n)
		l->lines[l->n++] = (struct line){.text = text};
	else
		free(text);
	struct line *line = &l->lines[i];
	if (k && line->n_kernels < KERNELS_MAX)
		line->kernels[line->n_kernels] = k->name;
	line->n_kernels += k != NULL;
}

/* The text of a line with its kernels, malloc'd; NULL without memory. */
static char *line_text(const struct line *line)
{
	cleanup_free char *more =
		line->n_kernels > KERNELS_MAX
			? format_string(" and %zu more", line->n_kernels - KERNELS_MAX)
			: strdup("");
	char *text = strdup(line->text);

	for (size_t k = 0; text && k < line->n_kernels && k < KERNELS_MAX; k++) {
		cleanup_free char *before = text;
		text = format_string("%s%s%s", before, k ? ", " : ", on ", line->kernels[k]);
	}
	cleanup_free char *all = text;
	return text && more ? format_string("%s%s", all, more) : NULL;
}

static void list_put(const struct screen *s, enum style style, const struct list *l)
{
	for (size_t i = 0; i < l->n; i++) {
		cleanup_free char *text = line_text(&l->lines[i]);
		wrap_line(s, style, text ? text : l->lines[i].text);
	}
	if (l->more)
		fprintf(s->out, "  and %" PRId64 " more\n", l->more);
}

/* "a.bpf.o x (unpriv)"; "a.bpf.o as a whole". */
static void put_subject(
	const struct result_object *o, const struct result_program *p, char *ret, size_t size)
{
	char name[OBJECT_NAME_SIZE];

	result_object_name(name, o);
	if (!p)
		snprintf(ret, size, "%s", name);
	else if (o->whole && p == &o->whole->load)
		snprintf(ret, size, "%s as a whole", name);
	else
		snprintf(ret, size, *p->result.variant ? "%s %s (%s)" : "%s %s", name,
			p->result.name, p->result.variant);
}

/* What the kernel answered, and what was expected where the verdict is another. */
static void put_answer(const struct result_program *p, char *ret, size_t size)
{
	const char *expected = verdict_word(p->result.expected);
	char words[ANSWER_WORDS_SIZE];

	answer_words(&p->result, words);
	if (p->result.met == MET_UNMET && p->result.verdict == VERDICT_ACCEPTED && expected &&
		p->result.verdict != p->result.expected)
		snprintf(ret, size, "%s, expected %s", words, expected);
	else
		snprintf(ret, size, "%s", words);
}

/* What is wrong with the subject. */
static void put_trouble(const struct blame *b, char *ret, size_t size)
{
	char answer[ANSWER_WORDS_SIZE + 64] = "", crossed[CROSSED_SIZE];

	if (b->program)
		put_answer(b->program, answer, sizeof(answer));
	switch (b->kind) {
	case BLAME_MISSING:
		snprintf(ret, size, "%" PRId64 " answer%s missing", b->count,
			b->count == 1 ? " is" : "s are");
		break;
	case BLAME_EXPIRED:
		snprintf(ret, size, "%s; known until %s, which is over: %s", answer,
			b->program->known->until, b->program->known->why);
		break;
	case BLAME_CROSSED:
	case BLAME_NO_FIGURE:
		snprintf(ret, size, "%s", answer_crossed(b->crossed, crossed));
		break;
	case BLAME_SPLAT:
		snprintf(ret, size, "the kernel complained: %s", b->splat->title);
		break;
	default:
		snprintf(ret, size, "%s", answer);
	}
}

void blame_text(const struct blame *b, char ret[BLAME_TEXT_SIZE])
{
	size_t len;

	switch (b->kind) {
	case BLAME_NO_KERNEL:
		snprintf(ret, BLAME_TEXT_SIZE, "%s",
			b->count ? "no kernel is required" : "no kernel was tried");
		return;
	case BLAME_INCOMPLETE:
		snprintf(ret, BLAME_TEXT_SIZE, "the trial is %s%s",
			b->kernel->outcome == OUTCOME_COMPLETE ? "" : "not complete: ",
			b->kernel->outcome == OUTCOME_COMPLETE ? result_kernel_origin(b->kernel)
							       : outcome_word(b->kernel->outcome));
		return;
	case BLAME_UNUSED:
		snprintf(ret, BLAME_TEXT_SIZE, "%s on its command line had no effect%s%s", b->word,
			b->why ? ": " : "", b->why ? b->why : "");
		return;
	case BLAME_NOTHING:
		snprintf(ret, BLAME_TEXT_SIZE, "nothing was judged");
		return;
	case BLAME_LOOSE:
		snprintf(ret, BLAME_TEXT_SIZE, "a splat that may belong to any object: %s",
			b->splat->title);
		return;
	default:
		put_subject(b->object, b->program, ret, BLAME_TEXT_SIZE - 2);
		len = strlen(ret);
		memcpy(ret + len, ": ", 3);
		put_trouble(b, ret + len + 2, BLAME_TEXT_SIZE - len - 2);
	}
}

static int list_blame(const struct blame *b, void *arg)
{
	struct list *l = arg;
	char text[BLAME_TEXT_SIZE];

	if (blame_status(b->kind) != l->status) {
		l->other++;
		return 0;
	}
	blame_text(b, text);
	list_add(l, b->kernel, strdup(text));
	return 0;
}

void blamed_put(const struct screen *s, const struct result *r)
{
	cleanup_with(list_clear) struct list l = {.status = result_status(r)};
	const enum style style = l.status == STATUS_UNMET ? STYLE_BAD : STYLE_DOUBT;

	if (l.status == STATUS_MET)
		return;
	blame_result(r, list_blame, &l);
	screen_print(s, style, "exit status %d:", l.status);
	fputc('\n', s->out);
	list_put(s, STYLE_PLAIN, &l);
	if (result_verdicts_status(r) != l.status)
		fputs("  what changed against the other build, above\n", s->out);
	if (l.other)
		fprintf(s->out, "  and %" PRId64 " more, which alone would make it 1\n", l.other);
}

/* "a.bpf.o x: rejected EACCES …; until 2026-12-31: why". */
static char *known_text(const struct result_object *o, const struct result_program *p)
{
	char subject[OBJECT_NAME_SIZE + NAME_SIZE + 32], answer[ANSWER_WORDS_SIZE + 64];

	put_subject(o, p, subject, sizeof(subject));
	put_answer(p, answer, sizeof(answer));
	return format_string("%s: %s%s%s: %s", subject, answer, *p->known->until ? "; until " : "",
		p->known->until, p->known->why);
}

static void list_known(struct list *known, struct list *passes, const struct result_kernel *k,
	const struct result_object *o, const struct result_program *p)
{
	if (result_is_known(p))
		list_add(known, k, known_text(o, p));
	else if (result_passes(p))
		list_add(passes, k, known_text(o, p));
}

void known_put(const struct screen *s, const struct result *r)
{
	cleanup_with(list_clear) struct list known = {0};
	cleanup_with(list_clear) struct list passes = {0};

	for (size_t k = 0; k < r->n_kernels; k++)
		for (size_t i = 0; i < r->kernels[k].n_objects; i++) {
			const struct result_object *o = &r->kernels[k].objects[i];
			for (size_t j = 0; j < o->n_programs; j++)
				list_known(&known, &passes, &r->kernels[k], o, &o->programs[j]);
			if (o->whole && !result_whole_is_shown(
						o, result_kernel_is_complete(&r->kernels[k])))
				list_known(&known, &passes, &r->kernels[k], o, &o->whole->load);
		}
	if (known.n) {
		fputs("known failures, which do not count:\n", s->out);
		list_put(s, STYLE_DIM, &known);
	}
	if (passes.n) {
		screen_print(
			s, STYLE_DOUBT, "known failures that pass; take them out of the list:");
		fputc('\n', s->out);
		list_put(s, STYLE_PLAIN, &passes);
	}
	if (known.n || passes.n)
		fputc('\n', s->out);
}
