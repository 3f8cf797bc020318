/* SPDX-License-Identifier: GPL-2.0-only */
/* A line of a journal and its JSON.  The bytes of a journal may be anyone's. */
#ifndef BISECT_JOURNAL_LINE_H
#define BISECT_JOURNAL_LINE_H

#include "bisect/answer.h"

#include <jansson.h>
#include <stdbool.h>

#define JOURNAL_FORMAT 1

struct journal_line {
	char *id, *title;
	enum answer answer; /* good, bad or untestable */
	char *why, *kernel; /* NULL: none */
	char image[SHA256_SIZE];
	char *logs; /* directory below DIR that has its result.json; NULL: none */
	char *same; /* title of the point with the same image that was judged; NULL: it was judged */
	int64_t again; /* which round of repeats at the end; 0: on the way */
	int64_t ready_ms, ask_ms;
	bool lost; /* its result could not be read, or it is to be judged again */
};

void journal_line_clear(struct journal_line *l);

/* A JSON value; NULL without memory. */
json_t *journal_line_json(const struct journal_line *l);
json_t *journal_question_json(const char *question);
json_t *journal_end_json(bool found);

/*
 * Whether @json is what journal_line_json() makes: 0; -EBADMSG, and @ret_why says what is wrong,
 * static; -ENOMEM.  @ret is set only at 0.
 */
int journal_line_read(struct journal_line *ret, json_t *json, const char **ret_why);
/* The question in a first line, owned by @json; NULL: it is none. */
const char *journal_question_read(json_t *json);
/* Whether @json is the end of a bisect; @ret_found: it named a culprit. */
bool journal_is_end(json_t *json, bool *ret_found);

#endif
