/* SPDX-License-Identifier: GPL-2.0-only */
/* KTAP version 1 on the console: objects, and programs nested in them. */
#ifndef INIT_KTAP_H
#define INIT_KTAP_H

#include "verdict/model.h"

#include <stddef.h>

void ktap_plan(size_t objects);
void ktap_object_begin(const char *path, size_t programs);
/* Before the load: on a console where nothing follows, the last one named is the one to blame. */
void ktap_program_begin(const char *name);
/* @number from 1 in its object; @log_tail: the last lines of its log, "" for none. */
void ktap_program(size_t number, const struct program_result *p, const char *log_tail);
/* @number from 1 in the docket. */
void ktap_object(size_t number, const char *path);
/* The kernel complained. */
void ktap_splat(const char *title);
void ktap_totals(void);
/* "Bail out!" with the reason: nothing (more) can be judged. */
void ktap_bail_out(const char *why);

#endif
