/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The result as annotations of GitHub: workflow commands, which a step prints
 * (docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
#ifndef REPORT_GITHUB_H
#define REPORT_GITHUB_H

#include "result/result.h"

/*
 * ::error for what is unmet, ::warning for what is unknown, ::notice for notes; at most
 * GITHUB_SHOWN of each, which is what GitHub shows of a step, and how many have no room.  To @path,
 * "-": standard output.  Reports its errors and returns -errno.
 */
#define GITHUB_SHOWN 10
int github_write(const struct result *result, const char *path);

#endif
