/* SPDX-License-Identifier: GPL-2.0-only */
/* The values of terms, each by its kind. */
#ifndef BISECT_TERM_VALUE_H
#define BISECT_TERM_VALUE_H

#include "bisect/term.h"

/* The text of what is wrong; -EINVAL. */
int term_wrong(char *why, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The verdicts and the words for what was expected that a term may have. */
#define TERM_VERDICT_WORDS "accepted, rejected, unloadable, crashed, timeout, met, unmet"
/* At most @room; their number. */
size_t term_verdicts(const char **ret, size_t room);
/* Whether it is one of these verdicts: an error is no answer, nor is what is left out. */
bool term_takes_verdict(const char *word);

/* Read @value into @t.  -EINVAL: @why says what is wrong; -ENOMEM. */
int term_read_verdict(struct term *t, const char *value, char *why, size_t size);
int term_read_reason(struct term *t, const char *value, char *why, size_t size);
int term_read_errno(struct term *t, const char *value, char *why, size_t size);
int term_read_retval(struct term *t, const char *value, char *why, size_t size);
/* Literal text, with POSIX extended regular expressions between {{ and }}. */
int term_read_message(struct term *t, const char *value, char *why, size_t size);
/* "1000", "85%limit", "good", "1.2*good", "good+1000", "good+10%" */
int term_read_bound(struct term *t, const char *value, char *why, size_t size);

#endif
