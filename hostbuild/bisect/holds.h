/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether a term holds of an answer. */
#ifndef BISECT_HOLDS_H
#define BISECT_HOLDS_H

#include "bisect/answers.h"
#include "bisect/term.h"

#define HOLDS_WHY_SIZE (ASKED_NAME_SIZE + 2048)

/* Whether @t is about such answers: a whole has no figures, and some terms are of wholes alone. */
bool term_is_of(const struct term *t, const struct predicate *p, const struct asked *a);

/* Whether @t holds of a->now.  @why: what decided it, or why that is not known; without a name. */
enum truth term_holds(
	const struct term *t, const struct asked *a, enum stage stage, char *why, size_t size);

#endif
