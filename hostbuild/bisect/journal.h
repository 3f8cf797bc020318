/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The answers of a bisect, each written and synced once it is known: DIR/journal, a JSON object a
 * line, the first of which holds the question.  A run that is killed loses the trial that it was
 * at.  `--resume` goes on from there.
 */
#ifndef BISECT_JOURNAL_H
#define BISECT_JOURNAL_H

#include "bisect/answer.h"
#include "bisect/journal-line.h"
#include "bisect/point.h"

#include <stdbool.h>
#include <sys/types.h>

#define JOURNAL_FILE "journal"

struct journal {
	char *dir; /* NULL: only in memory */
	int fd;	   /* DIR/journal, to append to; -1: only in memory */
	int lock;  /* DIR's, exclusive; -1: none */
	off_t bytes;
	struct journal_line *lines;
	size_t n_lines;
	bool finished;
};
#define JOURNAL_NONE ((struct journal){.fd = -1, .lock = -1})

/*
 * Open the journal in @dir, which is made if missing.  @question is what is asked, as lines of
 * text.  Without @resume a journal that is there is renamed to journal.old, which is said.
 *
 * FAIL_MISUSE: another process uses @dir, the journal is of another question and to be resumed, or
 * it is none.  -errno.  Reports its errors.
 */
int journal_open(struct journal *ret, const char *dir, const char *question, bool resume);
void journal_close(struct journal *j);

/* Path of a new directory below DIR for the logs of a trial, malloc'd; DIR must not be NULL. */
int journal_new_logs(const struct journal *j, const struct point *p, char **ret);

/*
 * Write one answer, and sync it.  @again: as in a line; @logs, @same may be NULL.  Where it fails
 * the file is as it was, and the answer is not in it.  Reports its errors.
 */
int journal_add(struct journal *j, const struct point *p, const struct observation *o,
	int64_t again, const char *logs, const char *same);

/*
 * Write that the bisect is finished.  If it @found no culprit, what could not be judged is judged
 * again by who resumes it.  Reports its errors.
 */
int journal_finish(struct journal *j, bool found);

/*
 * The @index-th answer of the point in that round, with its result.  A line whose result cannot be
 * read does not count.  1: there is none.  @ret_line is its line, until the next journal_add().
 */
int journal_find(struct observation *ret, struct journal *j, const char *id, int64_t again,
	size_t index, const struct journal_line **ret_line);

/* The same of the answers that other points with the identity @image had on the way. */
int journal_find_image(struct observation *ret, struct journal *j, const char *id,
	const char *image, size_t index, const struct journal_line **ret_line);

#endif
