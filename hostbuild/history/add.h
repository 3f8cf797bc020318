/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef HISTORY_ADD_H
#define HISTORY_ADD_H

#include "result/result.h"

/*
 * Add @r to the history @path, which is made if missing: all of it or nothing.  A run that is there
 * already is not added again, and a note says so.  @r->history is @path then.  Errors are those of
 * history_open(), reported.
 */
int history_add(const char *path, struct result *r);

#endif
