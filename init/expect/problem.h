/* SPDX-License-Identifier: GPL-2.0-only */
/* Note why it is unknown what is expected.  The first problem of an expectation is the one kept. */
#ifndef INIT_PROBLEM_H
#define INIT_PROBLEM_H

#include "expect/expectation.h"

/* "@what: "@tag""; @tag is made fit to be shown. */
void problem_set(struct expectation *e, const char *what, const char *tag);

/* The same, followed by @question: "; did you mean …?" (verdict/nearest.h). */
void problem_ask(struct expectation *e, const char *what, const char *tag, const char *question);

#endif
