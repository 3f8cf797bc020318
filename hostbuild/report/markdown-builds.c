// SPDX-License-Identifier: GPL-2.0-only
#include "report/markdown-builds.h"
#include "cleanup.h"
#include "report/changes.h"
#include "report/markdown-text.h"
#include "result/against.h"

#include <errno.h>

/* The sign of a change; the text says the same. */
static const char *sign(enum met tone)
{
	switch (tone) {
	case MET_MET:
		return "🟢 ";
	case MET_UNMET:
		return "🔴 ";
	case MET_UNKNOWN:
		return "🟡 ";
	case MET_NONE:
	case MET_SKIPPED:
		break;
	}
	return "";
}

static int put_heads(FILE *out, const struct comparison *c)
{
	int r = 0;

	fputs("| before → now |", out);
	for (size_t k = 0; k < c->n_kernels && !r; k++) {
		fputc(' ', out);
		r = markdown_put_code(out, c->kernels[k].latest->name) ? 0 : -ENOMEM;
		fputs(" |", out);
	}
	fputs("\n|---|", out);
	for (size_t k = 0; k < c->n_kernels; k++)
		fputs("---|", out);
	fputc('\n', out);
	return r;
}

static int put_cell(FILE *out, const struct compared *row, const struct gate *g)
{
	int r = 0;

	if (row) {
		const struct change_text t = change_text_of(row, g, "→");
		fprintf(out, " %s", sign(t.tone));
		r = markdown_put_code(out, t.text) ? 0 : -ENOMEM;
		if (*t.note && !r) {
			fputs("<br>", out);
			r = markdown_put_code(out, t.note) ? 0 : -ENOMEM;
		}
	}
	fputs(" |", out);
	return r;
}

static int put_row(FILE *out, const struct changes *c, size_t at, const struct gate *g)
{
	char label[CHANGES_LABEL_SIZE];

	fputs("| ", out);
	int r = markdown_put_code(out, changes_label(&c->rows[at], label)) ? 0 : -ENOMEM;
	fputs(" |", out);
	for (size_t k = 0; k < c->comparison->n_kernels && !r; k++)
		r = put_cell(out, c->rows[at].cells[k], g);
	fputc('\n', out);
	return r;
}

int markdown_put_builds(FILE *out, const struct result *result, size_t max)
{
	cleanup_with(against_clear) struct against against = {0};
	cleanup_with(changes_clear) struct changes changes = {0};
	size_t i = 0;

	if (!result->against)
		return 0;
	int r = against_make(&against, result);
	if (!r)
		r = changes_make(&changes, &against.comparison, &against.gate);
	if (r)
		return r;
	fprintf(out, "### Against the other build\n\n%zu changed, %zu alike.\n\n", changes.n_rows,
		changes.alike);
	if (changes.n_rows)
		r = put_heads(out, &against.comparison);
	for (; i < changes.n_rows && !r && ftell(out) >= 0 && (size_t)ftell(out) < max; i++)
		r = put_row(out, &changes, i, &against.gate);
	if (i < changes.n_rows)
		fprintf(out, "\n%zu more changes have no room here: see result.json.\n",
			changes.n_rows - i);
	fputc('\n', out);
	return r;
}
