/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a source file is that a verifier log names.  The kernel prints the last component of its
 * path only (kernel/bpf/log.c, 6.9 and later), so it is looked for below a directory.
 */
#ifndef REPORT_SOURCE_FILES_H
#define REPORT_SOURCE_FILES_H

#include "verdict/model.h"

#include <stddef.h>
#include <stdint.h>

struct source_place {
	char name[SOURCE_SIZE]; /* without a directory; "": the place is not known */
	int64_t line;		/* from 1 */
	char *file;		/* relative to the directory that was searched; NULL: not found */
	int64_t found;		/* how many files there have that name */
};

/* @at is "file.c:12", the text of anybody. */
void source_place_set(struct source_place *ret, const char *at);

/*
 * Set file and found of @places by the names of files below @root; hidden directories, symbolic
 * links and other file systems are not searched, and no more than SOURCE_FILES_MAX entries are.  A
 * file is taken only if no other one has its name and everything was searched.  No file is opened.
 * -ENOMEM.
 */
#define SOURCE_FILES_MAX 200000
int source_places_find(struct source_place *places, size_t n, const char *root);
void source_place_clear(struct source_place *p);

#endif
