/* SPDX-License-Identifier: GPL-2.0-only */
/* Kernels whose answers are explained once. */
#ifndef REPORT_ALIKE_H
#define REPORT_ALIKE_H

#include "report/screen.h"
#include "result/result.h"

/* The answers of all kernels of a result to one program or object. */
struct alike {
	const struct result *result;
	const struct program_result **answers; /* of each kernel; NULL: nothing to explain */
	/* for each kernel the first that shares its explanation; itself where none is before it */
	size_t *first;
};

/* With no answers yet.  -ENOMEM. */
int alike_make(struct alike *ret, const struct result *r);
void alike_clear(struct alike *a);

/*
 * Whether one explanation holds for both: same verdict, expectation, errno, reason and place.  The
 * kernels may word it differently, and help is of one kernel alone.
 */
bool alike_answers(const struct program_result *a, const struct program_result *b);

/*
 * Fill a->first from a->answers: kernels @i and @k share an explanation if alike_answers() and
 * @same of @of say so.
 */
void alike_group(struct alike *a, bool (*same)(const void *of, size_t i, size_t k), const void *of);

/*
 * Which kernel of the group of @first is quoted: the newest of those that know the place in the
 * source, else the newest.
 */
size_t alike_quoted(const struct alike *a, size_t first);

/* "@between debian:5.10, debian:6.1" from column @at; returns the column after it. */
int alike_put_kernels(
	const struct screen *s, const struct alike *a, size_t first, const char *between, int at);

/*
 * The lines of help and erratum of the group.  One that is not that of every kernel begins with
 * those that gave it.
 */
void alike_put_help(const struct screen *s, const struct alike *a, size_t first);

#endif
