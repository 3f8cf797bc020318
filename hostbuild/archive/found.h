/* SPDX-License-Identifier: GPL-2.0-only */
/* Object files found by the paths that a command names. */
#ifndef ARCHIVE_FOUND_H
#define ARCHIVE_FOUND_H

#include "archive/collection.h"

#include <stdbool.h>
#include <stddef.h>

/* One file; its strings are malloc'd. */
struct found {
	char *given; /* tidy (shown.h): as named, or the directory as named and the path below it */
	char *real;  /* without symbolic links: equal for two names of one file */
	bool link;   /* a symbolic link below a directory */
	bool named;  /* it was named itself */
	size_t below; /* where in @given the part below the named directory begins, or the name */
};

/* Zeroed at first. */
struct finds {
	struct found *at;
	size_t count, room;
	bool wrong; /* an error was reported that makes the command fail at the end */
	struct left_out *left_out;
	size_t n_left_out, left_out_room;
};

/*
 * Append the file @path, or the objects below the directory @path (collection_make() has the
 * rules).  A path that is wrong is reported and sets @wrong; -ENOMEM and -EINTR, reported, end the
 * search.
 */
int finds_path(struct finds *f, const char *path);

/* Keep one of the names of each file: not a link, else relative, else the shortest. */
void finds_drop_repeats(struct finds *f);

void finds_clear(struct finds *f);

#endif
