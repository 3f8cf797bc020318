/* SPDX-License-Identifier: GPL-2.0-only */
/* The two builds of one result as Markdown. */
#ifndef REPORT_MARKDOWN_BUILDS_H
#define REPORT_MARKDOWN_BUILDS_H

#include "result/result.h"

#include <stdio.h>

/*
 * Where @r has two builds: a table of what changed, the worst first, until @out has @max bytes;
 * what has no room is counted.  -ENOMEM.
 */
int markdown_put_builds(FILE *out, const struct result *r, size_t max);

#endif
