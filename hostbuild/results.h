/* SPDX-License-Identifier: GPL-2.0-only */
/* The results that a command line names, as one. */
#ifndef RESULTS_H
#define RESULTS_H

#include "given.h"
#include "result/join.h"

/*
 * Read all of @files into @ret, each as given_read() does, and join them (result/join.h).
 * FAIL_MISUSE, reported: there is none, one is no result, or they do not go together.  -ENOENT,
 * reported: one does not exist.  -errno, reported.
 */
int results_read(
	struct result *ret, const struct result_files *files, const struct belief *believe);

/* FAIL_MISUSE, reported: a history is not to have it, since a kernel of @r proves nothing. */
int results_check_history(const char *history, const struct result *r);
/*
 * Add each of @files to @history as a run of its own: @joined is all of them together.  Errors are
 * those of history_add().
 */
int results_keep(const char *history, struct result *joined, const struct result_files *files);

/* FAIL_MISUSE, reported: @option would put one of @files aside, which @of names. */
int results_check_apart(
	const char *option, const char *path, const char *of, const struct result_files *files);

#endif
