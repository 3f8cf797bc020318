/* SPDX-License-Identifier: GPL-2.0-only */
/* A finding with all that its reports need besides it, and the sentences that they share. */
#ifndef BISECT_STORY_H
#define BISECT_STORY_H

#include "bisect/axis.h"
#include "bisect/wish.h"
#include "bisect/changed.h"
#include "bisect/finding.h"

/* Nothing is owned but what story_make() makes. */
struct story {
	struct finding *finding;
	const struct axis_kind *kind;
	struct bisect_wish *wish;
	const char *log; /* of git bisect, for git bisect replay; NULL: there is none */
	/* whom a report is for, the culprit's author first: "Name <address>" */
	char *const *people;
	size_t n_people;
	int64_t began_ms; /* monotonic_ms() at the start of the command */
	/* made by finding_known_make(), NULL before; "": nothing */
	char *known; /* lines: what the errata say of it */
	char *row;   /* of the errata, in C, where they do not have it */
	/* made by story_make() */
	char started[40];	/* RFC 3339, UTC */
	int64_t took_ms;	/* from the start of the command */
	int status;		/* that it ends with */
	struct changed changed; /* made; points into the story, which is not copied */
};

/* Fill in what is made.  -ENOMEM, reported. */
int story_make(struct story *s);
void story_clear(struct story *s);

/*
 * What the finding rests on: "bad 4 of 4 at the culprit, good 4 of 4 at its parent", a sentence a
 * line, malloc'd; NULL without memory.  It has text of others.
 */
char *story_rests_on(const struct story *s);

/* The answers of a point in a word: "good", "bad", "both", "untestable". */
const char *story_answer(const struct tally *t);
/* How many of its trials gave that word, and how many there were. */
int64_t story_agreeing(const struct tally *t);
int64_t story_trials(const struct tally *t);

/* "8.1 s", "3 min 10 s", "2 h 3 min".  Returns @ret. */
#define DURATION_SIZE 32
const char *story_duration(char ret[DURATION_SIZE], int64_t ms);

#endif
