/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * git(1), run without a shell, a pager, hooks, or programs that the repository's configuration
 * names.
 */
#ifndef BISECT_GIT_H
#define BISECT_GIT_H

#include <stddef.h>

/*
 * Run git in @dir with the NULL-terminated @words.  @ret_out: its output without the newline at the
 * end, malloc'd; NULL: it is discarded.  @ret_status: its exit status.  What it prints as errors is
 * shown.  -errno, reported: it could not be run, or was asked to stop.
 */
int git_run(const char *dir, const char *const words[], char **ret_out, int *ret_status);

/* The same for what may fail: its errors are not shown. */
int git_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status);

/* The same for what must not fail: -EIO, reported, where its status is not 0. */
int git_do(const char *dir, const char *const words[], char **ret_out);

#endif
