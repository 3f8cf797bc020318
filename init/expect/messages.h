/* SPDX-License-Identifier: GPL-2.0-only */
/* What is looked for in a text: the verifier's log, a disassembly, what a program printed. */
#ifndef INIT_MESSAGES_H
#define INIT_MESSAGES_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

#define MESSAGE_MAX  1024 /* bytes of one */
#define MESSAGES_MAX 128  /* looked for in one text; the kernel's own tests have up to 61 */

struct message {
	const char *text;
	bool absent;	/* it must not be there, between the message before it and the one behind */
	bool next_line; /* on the line behind the one of the message before it */
};

struct messages {
	struct message at[MESSAGES_MAX];
	size_t count;
	bool loose; /* while they are collected: the next one may be on any later line */
};

/*
 * The expressions of @message, what stands between {{ and }}, are some, POSIX extended; so many
 * bytes of it are looked for, and no expression too costly.  NULL, or what is wrong.
 */
const char *message_unsound(const char *message);

/*
 * Whether all of them are in @text, each behind the one before.  MET_NONE when there is none to
 * look for; MET_UNMET with the first that is not as it should be in @why; MET_UNKNOWN where a
 * pattern is none, or where the text was @cut and what is missing may have stood there.
 */
enum met messages_find(
	const struct messages *messages, const char *text, bool cut, char *why, size_t why_size);

/*
 * The same in the verifier's own words, or libbpf's: a log echoes the program's source too, in
 * lines that begin with "; ", and where the object's BTF is refused all of that with its tags is in
 * libbpf's; there an annotation would find itself.
 */
enum met messages_find_in_log(
	const struct messages *messages, const char *log, bool cut, char *why, size_t why_size);

#endif
