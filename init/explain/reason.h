/* SPDX-License-Identifier: GPL-2.0-only */
/* From what libbpf and the verifier said to one stable word. */
#ifndef INIT_REASON_H
#define INIT_REASON_H

#include "load/load.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

#define REASON_UNCLASSIFIED    "unclassified"
#define REASON_LOAD_REFUSED    "load-refused" /* before the verifier said a word */
#define REASON_MAP_UNSUPPORTED "map-unsupported"
/* what only the kernel can tell, once it is asked (help.h) */
#define REASON_TYPE_UNKNOWN "program-type-unknown"
#define REASON_MAP_REFUSED  "map-refused"
#define REASON_FLAG_UNKNOWN "flag-unknown"

/*
 * Set verdict, errno, reason and detail (the line that showed it) of @p from an answer that is not
 * an acceptance.  @a NULL: the object itself did not open; @err, @warnings then stand for the
 * answer.
 */
void reason_judge(
	struct program_result *p, const struct load_answer *a, int err, const char *warnings);

/*
 * Each word of the table and of those that no row has, some more than once, from 0 on; NULL behind
 * the last.
 */
const char *reason_word(size_t i);

/* Whether the table has it for something refused or unloadable: what an expectation may ask for. */
bool reason_is_word(const char *word);
/* "; did you mean null-dereference?" for a word that is none; see verdict/nearest.h. */
const char *reason_question(char *ret, size_t size, const char *word);

/*
 * The last line of a verifier log that says why: not statistics, not register state. Its length in
 * @ret_len.
 */
const char *reason_last_line(const char *log, size_t len, size_t *ret_len);

#endif
