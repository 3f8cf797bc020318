/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Search a text for the messages that an annotation expects there: the verifier log, a disassembly,
 * or what a program printed.
 */
#ifndef INIT_MESSAGES_H
#define INIT_MESSAGES_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

#define MESSAGE_MAX  1024 /* bytes of one message */
#define MESSAGES_MAX 128  /* expected in one text; the kernel's selftests have up to 61 */

/* Literal text with POSIX extended regular expressions between {{ and }}. */
struct message {
	const char *text;
	bool absent;	/* must not be between the messages before and after it in the list */
	bool next_line; /* must be on the line right after that of the message before it */
};

struct messages {
	struct message at[MESSAGES_MAX];
	size_t count;
	bool loose; /* while the list is made: the next message may be on any later line */
};

/*
 * NULL, or what is wrong with @message: it is too long, it matches every text, or an expression in
 * it is invalid or may take too long to match.
 */
const char *message_unsound(const char *message);

/*
 * Whether @text has all of @messages, each after the one before it.
 *
 *	MET_NONE	there are none
 *	MET_MET		yes
 *	MET_UNMET	no, with the first that is missing or misplaced in @why
 *	MET_UNKNOWN	a message is no valid pattern, or the text was @cut and the missing one may
 *			have been in what was lost; @why has which
 */
enum met messages_find(
	const struct messages *messages, const char *text, bool cut, char *why, size_t why_size);

/*
 * The same in what the verifier and libbpf themselves say in @log.  The log also quotes the
 * program's source, in lines that begin with "; ".  When the kernel refuses the object's BTF,
 * libbpf adds a dump of all its types, tags included.  An annotation would match itself in either.
 */
enum met messages_find_in_log(
	const struct messages *messages, const char *log, bool cut, char *why, size_t why_size);

#endif
