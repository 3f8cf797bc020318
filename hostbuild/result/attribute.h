/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can be asked of a program on a kernel, by name: in filters, sort orders and columns.  Each
 * has its key in result.json as name, and the names that veristat has for it.
 */
#ifndef RESULT_ATTRIBUTE_H
#define RESULT_ATTRIBUTE_H

#include "result/result.h"
#include "result/statistic.h"

/* A program of an object on a kernel. */
struct subject {
	const struct result_kernel *kernel;
	const struct result_object *object;
	const struct result_program *program;
};

#define ATTRIBUTE_SIZE (OBJECT_NAME_SIZE + 64)

struct attribute {
	const char *name;
	/* a figure; NULL: @text */
	const struct statistic *statistic;
	/* "" where not known; may point into @buf */
	const char *(*text)(const struct subject *s, char buf[ATTRIBUTE_SIZE]);
	bool ascending; /* sorted from the least on unless the other order is asked for */
};

/* By either name, @len bytes of @name.  False: there is none. */
bool attribute_find(struct attribute *ret, const char *name, size_t len);
/* Write "; did you mean …?" for the same to @ret, or "".  Returns @ret. */
const char *attribute_question(char *ret, size_t size, const char *name, size_t len);

/* UNKNOWN_FIGURE: it is text, or not known. */
int64_t attribute_figure(const struct attribute *a, const struct subject *s);
/* The figure in digits, or the text; "" where not known. */
const char *attribute_words(
	const struct attribute *a, const struct subject *s, char buf[ATTRIBUTE_SIZE]);

/* By this attribute, from the least on: <0, 0, >0.  What is not known is last in both orders. */
int attribute_order(const struct attribute *a, const struct subject *x, const struct subject *y,
	bool ascending);

/* The name of the file without its directories. */
const char *attribute_file_name(const char *path);

#endif
