/* SPDX-License-Identifier: GPL-2.0-only */
/* The parts of the HTML page; html.c is the story. */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include "report/grid.h"
#include "report/markup.h"

struct page {
	struct markup to;
	const struct result *result;
	const struct grid *grid;
	size_t logs_left; /* bytes that logs may still have, escaped */
};

/* The class of an answer and its sign. */
const char *page_state(enum met m);
const char *page_mark_text(enum met m);

/* An element with a class, both constant, and text of anybody.  @class NULL: none. */
void page_put(struct page *p, const char *element, const char *class, const char *text);
void page_put_mark(struct page *p, enum met m);

/* What the cell counts as; MET_NONE: it is empty. */
enum met page_cell_met(const struct grid_cell *c);
/* Whether more is known than the cell shows. */
bool page_has_details(const struct grid_cell *c);
/* The id of these details. */
#define PAGE_ID_SIZE 64
void page_id(char ret[PAGE_ID_SIZE], size_t object, size_t row, size_t k);

/*
 * The attribute by which rows and details are filtered: the states of a row, each once, and
 * "differs" where its kernels do in verdict or state.
 */
void page_put_states(struct page *p, const struct grid_row *row);

/* Where the verifier's work on a program went, a table; nothing where it was not counted. */
void page_put_hot(struct page *p, const struct result_program *program);

/* The table of all programs and kernels. */
void page_put_table(struct page *p);
/* What changed against the other build, where there is one. */
void page_put_builds(struct page *p);

/* What has details: @trouble: what is not met; else the rest. */
void page_put_details(struct page *p, bool trouble);
/* Objects that are not met as a whole. */
void page_put_wholes(struct page *p);
/* A kernel's trial, with what the kernel reported of itself. */
void page_put_kernel(struct page *p, const struct result_kernel *k);
/* The figures of each program that has some on two kernels or more, drawn; nothing for none. */
void page_put_plots(struct page *p);
/*
 * What the history that the result was added to has of these programs on these kernels, drawn where
 * it changed.  -errno or FAIL_MISUSE, reported: it could not be read.
 */
int page_put_history(struct page *p);

#endif
