/* SPDX-License-Identifier: GPL-2.0-only */
/* An argv that is put together word by word. */
#ifndef ARGV_H
#define ARGV_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed, it has no words. */
struct argv {
	char **list;
	size_t n;
	bool failed; /* a word is missing */
};

/* Takes @word, malloc'd.  NULL: there was no memory for it, which argv_finish() reports. */
void argv_add(struct argv *a, char *word);

/* The words, NULL-terminated, for argv_free(); NULL where one is missing.  @a is empty then. */
char **argv_finish(struct argv *a);

/* NULL is fine. */
void argv_free(char **argv);

#endif
