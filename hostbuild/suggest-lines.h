/* SPDX-License-Identifier: GPL-2.0-only */
/* What lacks of one object, in the settings that the guest proposed for its programs. */
#ifndef SUGGEST_LINES_H
#define SUGGEST_LINES_H

#include "result/result.h"

#include <stdbool.h>
#include <stddef.h>

struct suggest_line {
	const char *key; /* "programs" or "maps" */
	char *name;	 /* of the program or map, as YAML */
	char *keys;	 /* "{attach-target: FUNCTION}" */
	char *why;	 /* the reason: a comment, without newlines */
	bool blank;	 /* a value in it is a word in capitals */
};

struct suggest_lines {
	struct suggest_line *at; /* in the order in which they came, each name once for each key */
	size_t count;
	char **others; /* what no setting helps: a comment each */
	size_t n_others;
	bool no_programs;
};

/* Add what @o's programs say.  -ENOMEM. */
int suggest_lines_add(struct suggest_lines *lines, const struct result_object *o);
void suggest_lines_clear(struct suggest_lines *lines);

#endif
