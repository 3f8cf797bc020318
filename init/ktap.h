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

struct ktap_object {
	const char *path, *shape, *sha256, *producer; /* "": none, or not known */
	bool against;				      /* of the build that is compared with */
	size_t programs;
	int64_t memory_bytes; /* -1: not known */
};

/* Before KTAP begins: the SHA-256 of what was packed. */
void ktap_docket(const char *sha256);
void ktap_plan(size_t objects);
void ktap_object_begin(const struct ktap_object *o);
/* Nothing more is judged here: the object's maps need a guest of @mib MiB. */
void ktap_needs(const char *path, int64_t mib);
/* Before the program is loaded: where a console ends here, this program ended it. */
void ktap_program_begin(const char *name);
/* @number counts from 1 within the object; @log_tail is the end of its log, "" for none. */
void ktap_program(size_t number, const struct program_result *p, const char *log_tail);
/*
 * The result of the whole object, of which @together were loaded together (-1: not known).  It
 * counts in the object's result.
 */
void ktap_whole(const struct program_result *p, int64_t together);
/* The object's result.  @number counts from 1 within the docket. */
void ktap_object_end(size_t number, const char *path);
/* The kernel reported a bug. */
void ktap_splat(const char *title);
void ktap_totals(void);
/* "Bail out!": nothing more is judged. */
void ktap_bail_out(const char *why);

#endif
