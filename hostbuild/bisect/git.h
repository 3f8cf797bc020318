/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * git(1), run without a shell, a pager, hooks, a network, or programs that the repository's
 * configuration names.
 */
#ifndef BISECT_GIT_H
#define BISECT_GIT_H

#include <stddef.h>

/*
 * Run git in @dir, in the repository that it belongs to, with the NULL-terminated @words, for what
 * may fail: its errors are not shown.  @ret_out: its output without the newlines at the end,
 * malloc'd; NULL: it is discarded.  @ret_status: its exit status, or 128 + the signal that it died
 * of.  -errno, reported: it could not be run, or (-EINTR, not reported) was asked to stop.
 */
int git_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status);

/* For what must not fail: its errors are shown; -EIO, reported, where its status is not 0. */
int git_do(const char *dir, const char *const words[], char **ret_out);

/*
 * The same in the repository @dir/.git and none above, whatever the environment, the user's
 * configuration and the system's say: for a repository of our own.  git_own_run() is git_own_ask()
 * with errors shown.
 */
int git_own_run(const char *dir, const char *const words[], char **ret_out, int *ret_status);
int git_own_ask(const char *dir, const char *const words[], char **ret_out, int *ret_status);
int git_own_do(const char *dir, const char *const words[], char **ret_out);

#endif
