/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answers of a bisect, each written once it is had: DIR/journal, a JSON object a line.  A run
 * that is killed loses the trial that it was at.  `--resume` goes on from it.
 */
#ifndef BISECT_JOURNAL_H
#define BISECT_JOURNAL_H

#include "bisect/answer.h"
#include "bisect/point.h"

#include <stdbool.h>

struct journal {
	char *dir;
	int fd; /* DIR/journal, to append to, locked */
	struct journal_line {
		char *id, *why, *kernel;
		enum answer answer;
		char image[SHA256_SIZE];
		char *result; /* path of its result.json, below DIR; NULL: none */
		int64_t ready_ms, ask_ms;
	} *lines;
	size_t n_lines;
};
#define JOURNAL_NONE ((struct journal){.fd = -1})

/*
 * Open the journal in @dir, which is made if missing.  @question: what is asked, as text; a journal
 * of another question, or, without @resume, one that has answers, is renamed to journal.old first,
 * which is said.  -EWOULDBLOCK: another bisect writes it.  Reports its errors.
 */
int journal_open(struct journal *ret, const char *dir, const char *question, bool resume);
void journal_close(struct journal *j);

/* Write one answer, and sync it.  Reports its errors: -ENOSPC leaves what was there. */
int journal_add(struct journal *j, const struct point *p, const struct observation *o);

/*
 * The @index-th answer of the point, or of a kernel with the identity @image where that is not "".
 * 1: there is none.  A result that cannot be read is none.
 */
int journal_find(struct observation *ret, const struct journal *j, const char *id,
	const char *image, size_t index);

#endif
