/* SPDX-License-Identifier: GPL-2.0-only */
/* Which programs and kernels of a history a command line means. */
#ifndef HISTORY_FIND_H
#define HISTORY_FIND_H

#include "history/read.h"

/*
 * Whether @pattern means @p: its name, OBJECT:NAME or OBJECT, each a glob (fnmatch(3)) or the text
 * itself.  OBJECT is the path or its last part.
 */
bool history_program_is(const struct history_program *p, const char *pattern);

/*
 * Keep the programs that one of @patterns means, and free the others.  FAIL_MISUSE, reported with
 * the nearest names of @path: a pattern means none.
 */
int history_programs_keep(struct history_program *p, size_t *count, char *const patterns[],
	size_t n_patterns, const char *path);

/*
 * Keep the kernels whose name, version or release one of @patterns is; all where there is none.
 * FAIL_MISUSE as above.
 */
int history_kernels_keep(struct history_trials *t, const char *const patterns[], size_t n_patterns,
	const char *path);

#endif
