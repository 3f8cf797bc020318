// SPDX-License-Identifier: GPL-2.0-only
#include "report/hot-words.h"
#include "report/html-page.h"

#include <inttypes.h>

static void put_row(struct page *p, const struct result_program *program, const struct hot_entry *e)
{
	char words[HOT_WORDS_SIZE], share[HOT_SHARE_SIZE];

	markup_start(&p->to, "tr");
	/* a line of a loop is indented below it, and its share is in the loop's */
	page_put(p, "td", NULL, hot_share(&program->result, e, share));
	markup_start(&p->to, "td");
	markup_print(&p->to, "%" PRId64, e->insns);
	markup_end_full(&p->to);
	markup_start(&p->to, "td");
	if (e->kind == HOT_IN)
		markup_text(&p->to, "\xc2\xa0\xc2\xa0\xc2\xa0");
	markup_text(&p->to, hot_place(e, words));
	markup_end_full(&p->to);
	page_put(p, "td", NULL, hot_passes(e, words));
	markup_start(&p->to, "td");
	markup_start(&p->to, "code");
	markup_text_length(&p->to, e->source, e->source_len);
	markup_end_full(&p->to);
	markup_end_full(&p->to);
	markup_end_full(&p->to);
}

void page_put_hot(struct page *p, const struct result_program *program)
{
	static const char *const heads[] = {
		"share", "instructions", "place", "how often", "source"};
	char words[HOT_WORDS_SIZE];
	const char *text = program->hot ? program->hot : "";
	struct hot_entry e;

	if (program->result.hot_insns < 0)
		return;
	markup_start(&p->to, "table");
	markup_attribute(&p->to, "class", "hot");
	page_put(p, "caption", NULL, hot_head(&program->result, words));
	markup_start(&p->to, "tr");
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		page_put(p, "th", NULL, heads[i]);
	markup_end_full(&p->to);
	while (hot_next(&text, &e))
		put_row(p, program, &e);
	markup_end_full(&p->to);
}
