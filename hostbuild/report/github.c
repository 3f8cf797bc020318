// SPDX-License-Identifier: GPL-2.0-only
#include "report/github.h"
#include "cleanup.h"
#include "diag.h"
#include "outputs.h"
#include "report/answer.h"
#include "report/cases.h"
#include "report/source-files.h"
#include "verdict/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#define TITLE_MAX   200 /* bytes; GitHub's limit is 255 characters */
#define FILE_MAX    (1u << 20)
#define KERNELS_MAX 4 /* that a title names */

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTICE, N_LEVELS, LEVEL_NONE = N_LEVELS };
static const char *const level_words[] = {"error", "warning", "notice"};

/* One case on one kernel; annotations are of equal ones on all kernels. */
struct entry {
	enum level level;
	const struct report_case *c;
	size_t kernel;
	size_t first; /* the place in the report: that of the first of the equal ones */
};

struct annotations {
	const struct result *result;
	struct report_cases *cases; /* of each kernel */
	struct entry *entries;	    /* equal ones side by side */
	size_t n;
	FILE *out;
	bool failed; /* there was no memory for a text */
};

static void annotations_clear(struct annotations *a)
{
	for (size_t k = 0; a->cases && k < a->result->n_kernels; k++)
		report_cases_clear(&a->cases[k]);
	free(a->cases);
	free(a->entries);
}

static enum level level_of(const struct report_case *c)
{
	if (c->met == MET_UNMET)
		return LEVEL_ERROR;
	if (c->met != MET_MET && c->met != MET_SKIPPED)
		return LEVEL_WARNING;
	return c->program && *c->program->result.notes ? LEVEL_NOTICE : LEVEL_NONE;
}

/* 0 where one annotation can be of both. */
static int by_answer(const struct entry *a, const struct entry *b)
{
	const struct result_object *x = a->c->object, *y = b->c->object;
	const struct result_program *p = a->c->program, *q = b->c->program;
	int order = (a->level > b->level) - (a->level < b->level);

	order = order ? order : !x - !y;
	if (!order && x)
		order = strcmp(x->path, y->path) ? strcmp(x->path, y->path)
						 : strcmp(x->shape, y->shape);
	order = order ? order : strcmp(a->c->name, b->c->name);
	order = order ? order : strcmp(a->c->why, b->c->why);
	order = order ? order : !p - !q;
	if (!order && p)
		order = answer_compare(&p->result, &q->result);
	if (!order && p)
		order = strcmp(p->result.source_at, q->result.source_at);
	return order || !p ? order : strcmp(p->result.notes, q->result.notes);
}

static int by_answer_and_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const int order = by_answer(x, y);

	return order ? order : (x->first > y->first) - (x->first < y->first);
}

static int by_level_and_place(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = (x->level > y->level) - (x->level < y->level);

	order = order ? order : (x->first > y->first) - (x->first < y->first);
	return order ? order : (x->kernel > y->kernel) - (x->kernel < y->kernel);
}

/* The cases of all kernels that have something to say, those of one annotation side by side. */
static int collect(struct annotations *a)
{
	const size_t kernels = a->result->n_kernels;
	size_t n = 0;

	a->cases = calloc(kernels + 1, sizeof(*a->cases));
	if (!a->cases)
		return -ENOMEM;
	for (size_t k = 0; k < kernels; k++) {
		int r = report_cases_make(&a->cases[k], &a->result->kernels[k]);
		if (r)
			return r;
		n += a->cases[k].n;
	}
	a->entries = calloc(n + 1, sizeof(*a->entries));
	if (!a->entries)
		return -ENOMEM;
	for (size_t k = 0; k < kernels; k++)
		for (size_t i = 0; i < a->cases[k].n; i++) {
			const struct report_case *c = &a->cases[k].cases[i];
			if (level_of(c) != LEVEL_NONE) {
				a->entries[a->n] = (struct entry){level_of(c), c, k, a->n};
				a->n++;
			}
		}
	qsort(a->entries, a->n, sizeof(*a->entries), by_answer_and_place);
	for (size_t i = 1; i < a->n; i++)
		if (by_answer(&a->entries[i - 1], &a->entries[i]) == 0)
			a->entries[i].first = a->entries[i - 1].first;
	qsort(a->entries, a->n, sizeof(*a->entries), by_level_and_place);
	return 0;
}

/* How many entries from @at on are of one annotation. */
static size_t of_one(const struct annotations *a, size_t at)
{
	size_t n = 1;

	while (at + n < a->n && a->entries[at + n].first == a->entries[at].first)
		n++;
	return n;
}

/* @text with the characters that end data, or in a @property the property, as GitHub reads them. */
static void put_escaped(struct annotations *a, const char *text, bool property)
{
	cleanup_free char *clean = text_shown(text, strlen(text), true);

	a->failed |= !clean;
	for (const char *c = clean; c && *c; c++)
		if (strchr("%\r\n", *c) || (property && strchr(":,", *c)))
			fprintf(a->out, "%%%02X", *c);
		else
			fputc(*c, a->out);
}

static void put_title(struct annotations *a, const struct entry *e, size_t n)
{
	char object[OBJECT_NAME_SIZE], words[ANSWER_WORDS_SIZE];
	cleanup_free char *title = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&title, &len);

	if (!f) {
		a->failed = true;
		return;
	}
	if (e->c->object)
		fprintf(f, "%s:", result_object_name(object, e->c->object));
	fputs(e->c->name, f);
	for (size_t i = 0; i < n && i < KERNELS_MAX; i++)
		fprintf(f, "%s%s", i ? ", " : " on ", a->result->kernels[e[i].kernel].name);
	if (n > KERNELS_MAX)
		fprintf(f, " and %zu more", n - KERNELS_MAX);
	fclose(f);
	/* the answer stays whole */
	const char *answer =
		e->c->program ? answer_words(&e->c->program->result, words) : met_word(e->c->met);
	if (title)
		title[utf8_cut(title, TITLE_MAX - strlen(answer) - 2)] = '\0';
	fputs("title=", a->out);
	put_escaped(a, title ? title : "", true);
	put_escaped(a, ": ", true);
	put_escaped(a, answer, true);
}

static void put_message(struct annotations *a, const struct entry *e, const struct source_place *p)
{
	char place[PLACE_SIZE] = "";
	const char *texts[7] = {[6] = e->c->why};

	if (e->c->program) {
		const struct program_result *r = &e->c->program->result;
		answer_place(r, place);
		texts[0] = r->detail;
		texts[1] = r->help;
		texts[2] = r->erratum;
		texts[3] = r->notes;
		texts[4] = place;
		if (p->found > 1)
			texts[5] = "More than one file has this name.";
	}
	bool any = false;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (!texts[i] || !*texts[i])
			continue;
		if (any)
			fputs("%0A", a->out);
		put_escaped(a, texts[i], false);
		any = true;
	}
	if (!any)
		fputs("no more is known", a->out);
	fputc('\n', a->out);
}

static void put_annotation(
	struct annotations *a, const struct entry *e, size_t n, const struct source_place *place)
{
	fprintf(a->out, "::%s ", level_words[e->level]);
	if (place->file) {
		fputs("file=", a->out);
		put_escaped(a, place->file, true);
		fprintf(a->out, ",line=%" PRId64 ",", place->line);
	}
	put_title(a, e, n);
	fputs("::", a->out);
	put_message(a, e, place);
}

/* The annotations that have room: their first entries, and where those are in the sources. */
struct chosen {
	const struct entry *e[N_LEVELS * GITHUB_SHOWN];
	struct source_place places[N_LEVELS * GITHUB_SHOWN];
	size_t n;
	size_t left_out[N_LEVELS];
};

static void choose(struct chosen *ret, const struct annotations *a)
{
	size_t shown[N_LEVELS] = {0};

	*ret = (struct chosen){0};
	for (size_t i = 0; i < a->n; i += of_one(a, i)) {
		const struct entry *e = &a->entries[i];
		/* one notice is for what is left out */
		if (shown[e->level] >= GITHUB_SHOWN - (e->level == LEVEL_NOTICE)) {
			ret->left_out[e->level]++;
			continue;
		}
		shown[e->level]++;
		if (e->c->program)
			source_place_set(&ret->places[ret->n], e->c->program->result.source_at);
		ret->e[ret->n++] = e;
	}
}

/* What has no room, first: GitHub shows the first of each kind. */
static void put_left_out(const struct annotations *a, const struct chosen *c)
{
	const size_t *n = c->left_out;

	if (n[LEVEL_ERROR] + n[LEVEL_WARNING] + n[LEVEL_NOTICE])
		fprintf(a->out,
			"::notice title=bpfjury::%zu more unmet, %zu more unknown and %zu more "
			"notes have no annotation: GitHub shows %d of a kind. "
			"result.json has all.\n",
			n[LEVEL_ERROR], n[LEVEL_WARNING], n[LEVEL_NOTICE], GITHUB_SHOWN);
}

static int put_all(struct annotations *a)
{
	/* GitHub's paths are relative to the checkout, which a step's directory may be below */
	const char *workspace = getenv("GITHUB_WORKSPACE");
	struct report_case of_run;
	struct chosen c;

	if (report_case_of_run(&of_run, a->result))
		fprintf(a->out, "::%s title=bpfjury::%s\n", level_words[level_of(&of_run)],
			of_run.why);
	choose(&c, a);
	int r = source_places_find(c.places, c.n,
		workspace && *workspace && access(workspace, R_OK | X_OK) == 0 ? workspace : ".");
	put_left_out(a, &c);
	for (size_t i = 0; i < c.n; i++) {
		if (!r)
			put_annotation(
				a, c.e[i], of_one(a, (size_t)(c.e[i] - a->entries)), &c.places[i]);
		source_place_clear(&c.places[i]);
	}
	return r;
}

int github_write(const struct result *r, const char *path)
{
	cleanup_with(annotations_clear) struct annotations a = {.result = r};
	cleanup_free char *text = NULL;
	size_t len = 0;

	a.out = open_memstream(&text, &len);
	int err = a.out ? collect(&a) : -ENOMEM;
	if (!err)
		err = put_all(&a);
	if ((a.out && fclose(a.out)) || a.failed)
		err = -ENOMEM;
	return err ? diag_errno(err, "write %s", path) : output_text(path, text, len, FILE_MAX);
}
