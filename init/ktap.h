/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KTAP version 1 on the console: a test for each object, with a subtest for each of its programs.
 * verdict/ktap-words.h has what a verdict is called there.
 */
#ifndef INIT_KTAP_H
#define INIT_KTAP_H

#include "verdict/model.h"

#include <stddef.h>
#include <stdint.h>

void ktap_plan(size_t objects);
void ktap_object_begin(const char *path, size_t programs);
/* Nothing more is judged here: the object's maps need a guest of @mib MiB. */
void ktap_needs(const char *path, int64_t mib);
/* Before the program is loaded: where a console ends here, this program ended it. */
void ktap_program_begin(const char *name);
/* @number counts from 1 within the object; @log_tail is the end of its log, "" for none. */
void ktap_program(size_t number, const struct program_result *p, const char *log_tail);
/*
 * The result of the whole object, of which @programs were loaded together (-1: not known).  It
 * counts in the object's result.
 */
void ktap_whole(const struct program_result *p, int64_t programs);
/* The object's result.  @number counts from 1 within the docket. */
void ktap_object(size_t number, const char *path);
/* The kernel reported a bug. */
void ktap_splat(const char *title);
void ktap_totals(void);
/* "Bail out!": nothing more is judged. */
void ktap_bail_out(const char *why);

#endif
