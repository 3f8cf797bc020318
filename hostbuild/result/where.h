/* SPDX-License-Identifier: GPL-2.0-only */
/* Which answers an item of bpfjury.yaml is about: its match, program, kernel and kernels. */
#ifndef RESULT_WHERE_H
#define RESULT_WHERE_H

#include "result/result.h"

struct where {
	char *match;	/* a pattern for the object, where_matches_path(); NULL: any */
	char *program;	/* a pattern of fnmatch(3); NULL: any, and objects as a whole */
	char *kernel;	/* a pattern of fnmatch(3) for the kernel's name; NULL: any */
	char **kernels; /* conditions that must all hold: version_condition() */
	size_t n_kernels;
	bool optional; /* it may fit nothing */
	int line;      /* of the item in the file, from 1 */
};
void where_clear(struct where *w);

/* Whether @match matches the whole path, or the last parts of it. */
bool where_matches_path(const char *match, const char *path);

/* @unknown: what a condition comes to on a kernel whose version is not known. */
bool where_has_kernel(const struct where *w, const struct result_kernel *k, bool unknown);
/* @o NULL: no object; then only items without match fit. */
bool where_has_object(const struct where *w, const struct result_object *o);
/*
 * @p NULL: no program; then only items without program fit.  The whole of an object has the name of
 * the program that was refused, or OBJECT_ITSELF, which no pattern fits.
 */
bool where_has_program(const struct where *w, const struct result_program *p);

#endif
