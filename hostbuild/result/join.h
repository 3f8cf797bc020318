/* SPDX-License-Identifier: GPL-2.0-only */
/* Several results of one docket as one: of CI jobs that tried a kernel each. */
#ifndef RESULT_JOIN_H
#define RESULT_JOIN_H

#include "result/result.h"

/*
 * Move all kernels of @from, which is read from @name, to @to, which has those of the results
 * before; @first is the first of their names.  FAIL_MISUSE, reported: the dockets differ, or a
 * kernel is there twice.  -ENOMEM, reported.  Other versions of libbpf are a warning.
 */
int result_join(struct result *to, const char *first, struct result *from, const char *name);

/* Files that are results. */
struct result_files {
	char **paths; /* owned */
	size_t n;
};
/*
 * Add what the command line names by @path: a file; a directory of `try -o`; or, where there is
 * no result.json in it, all that are below it, in the order of their names.  Links are not
 * followed.  A directory in it without any is a job that did not end, and misuse.  What does not
 * exist, or has none below it, is added as it is.  FAIL_MISUSE, -errno, reported.
 */
int result_files_add(struct result_files *f, const char *path);
void result_files_clear(struct result_files *f);

#endif
