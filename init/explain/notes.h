/* SPDX-License-Identifier: GPL-2.0-only */
/* What a reader should know though the verdict is true without it: program_result.notes. */
#ifndef INIT_NOTES_H
#define INIT_NOTES_H

#include "explain/help-ask.h"
#include "verdict/model.h"

/*
 * Ask all questions of the table in notes.c about a program that has a verdict of this kernel,
 * accepted or refused.  Nothing but p->notes changes.
 */
void notes_ask(struct program_result *p, const struct help_case *c);

#endif
