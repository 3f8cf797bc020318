/* SPDX-License-Identifier: GPL-2.0-only */
/* What the questions of help.c have in common. */
#ifndef INIT_HELP_ASK_H
#define INIT_HELP_ASK_H

#include "explain/help.h"
#include "verdict/model.h"
#include "verdict/releases.h"

/*
 * Ask the kernel about one refusal; correct the reason, detail and help of @p.  Where the kernel
 * does not answer, or @p's message names nothing to ask for, @p is left as it is.
 */
typedef void help_question(struct program_result *p, const struct help_case *c);

/* Append " (@more)" to the detail. */
void help_add_detail(struct program_result *p, const char *more);

/* needs_ask() for "@kind:@name". */
int help_ask_kernel(const struct help_case *c, const char *kind, const char *name);

/* Set the help to the first release that has @name, if one is known. */
void help_set_release(struct program_result *p, const struct help_case *c, enum release_kind kind,
	const char *name);

#endif
