/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which programs of a result are shown, and in which order: veristat's filters and sort orders
 * (its -f, -s and -n).
 */
#ifndef RESULT_SELECTION_H
#define RESULT_SELECTION_H

#include "result/attribute.h"

/*
 * A filter, as veristat has them: "GLOB" of objects or programs, "OBJECT-GLOB/PROGRAM-GLOB" where
 * either may be empty, or "insns>10000" (=, ==, !=, <>, <, <=, >, >=).  After "!" it excludes.
 */
struct filter {
	bool excludes;
	char *any, *object, *program; /* globs of fnmatch(3); owned; NULL: not asked */
	/* if none of these: */
	struct attribute of;
	enum filter_operator {
		FILTER_EQUAL,
		FILTER_NOT_EQUAL,
		FILTER_LESS,
		FILTER_AT_MOST,
		FILTER_MORE,
		FILTER_AT_LEAST
	} operator;
	char *value; /* glob of a text; owned */
	int64_t figure;
};

/* The first operator in @text; NULL: there is none.  @ret_n: the bytes of it. */
const char *filter_operator_find(const char *text, enum filter_operator *ret, size_t *ret_n);
/* Whether it holds of two figures; @order: <0: the first is less, 0, >0. */
bool filter_operator_holds(enum filter_operator o, int order);

struct sort_key {
	struct attribute of;
	bool ascending;
};

struct selection {
	struct filter *filters;
	size_t n_filters;
	struct sort_key keys[16];
	size_t n_keys;
	int64_t top;		      /* at most so many programs; 0: all */
	bool differences;	      /* only those that differ between kernels */
	struct attribute columns[32]; /* what is shown of each */
	size_t n_columns;	      /* 0: as usual */
};
void selection_clear(struct selection *s);
/* Whether anything is asked for. */
bool selection_is_any(const struct selection *s);

/*
 * Add the filter @text; "@FILE": those of the file's lines, without the empty ones and those that
 * begin with "#".  FAIL_MISUSE, reported with the nearest name; -ENOMEM, reported.
 */
int selection_filter(struct selection *s, const char *text);
/*
 * Add the sort order @text: "insns", "verdict,insns^"; ^ is ascending, v descending.  FAIL_MISUSE,
 * reported with the nearest name.
 */
int selection_sort(struct selection *s, const char *text);

/* Add the columns @text: "file,prog,insns".  FAIL_MISUSE, reported with the nearest name. */
int selection_columns(struct selection *s, const char *text);

/*
 * Whether the filters let it through, by veristat's rules: nothing that an excluding filter names;
 * of filters of names, and of those of figures and words, one of each sort is enough.  A figure
 * that is not known is neither less, more nor equal.
 */
bool selection_takes(const struct selection *s, const struct subject *subject);

/* What is selected of some kernels' programs, each kernel's answer by itself. */
struct rows {
	struct subject *items;
	size_t n;
	size_t n_matching, n_all; /* before selection.top; before the filters */
};
/* @s NULL: all, in their order.  selection.differences is not looked at.  -ENOMEM. */
int rows_make(struct rows *ret, const struct result_kernel *kernels, size_t n_kernels,
	const struct selection *s);
void rows_clear(struct rows *r);

#endif
