/* SPDX-License-Identifier: GPL-2.0-only */
/* What git knows of a commit, for people.  The texts are the author's: show them cleaned. */
#ifndef BISECT_COMMIT_FACTS_H
#define BISECT_COMMIT_FACTS_H

#include <stddef.h>

/* Zeroed or malloc'd; NULL: there is no such thing. */
struct commit_facts {
	char *hash;
	char *subject;
	char *author;	 /* "Name <address>" */
	char *date;	 /* of the author: "2026-11-29 03:05:00 +0000" */
	char *committer; /* "Name <address>" */
	char *upstream;	 /* the mainline commit that the message of a stable one names */
	char *release;	 /* the first tag that contains it: "v6.12-rc3" */
	char *stat;	 /* lines of `git diff --stat` against the first parent, at most 40 */
	char *trailers;	 /* "Fixes: …", "Link: …" and their like, a line each, as they are there */
	/*
	 * Whom a report is for: the author, then whoever signed it off, reviewed, acked or reported
	 * it, or is in its Cc: "Name <address>", each once.
	 */
	char **people;
	size_t n_people;
};
void commit_facts_clear(struct commit_facts *f);

/* Of the commit @hash of our repository in @dir (git_own_do()).  Reports its errors. */
int commit_facts_read(struct commit_facts *ret, const char *dir, const char *hash);

/* Some lines for people, malloc'd: author, date, subject, trailers, files.  NULL without memory. */
char *commit_facts_describe(const struct commit_facts *f);

#endif
