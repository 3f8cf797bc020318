/* SPDX-License-Identifier: GPL-2.0-only */
/* The messages of libbpf and the verifier that each reason is recognised by: data for reason.c. */
#ifndef INIT_REASON_PATTERNS_H
#define INIT_REASON_PATTERNS_H

#include "verdict/model.h"
#include "verdict/reasons.h"

#include <stddef.h>

/* Who wrote the message. */
enum reason_source { LIBBPF = 1, VERIFIER = 2 };

struct reason_pattern {
	enum reason_source source;
	enum reason reason;
	/*
	 * The verdict that goes with the reason.  0: the default, unloadable for a message of
	 * libbpf and rejected for one of the verifier.
	 */
	enum verdict verdict;
	const char *pattern; /* POSIX extended, case-sensitive, matched against single lines */
};

extern const struct reason_pattern reason_patterns[];
extern const size_t reason_n_patterns;

#endif
