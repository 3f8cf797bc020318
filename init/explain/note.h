/* SPDX-License-Identifier: GPL-2.0-only */
/* A line of program_result.notes. */
#ifndef INIT_NOTE_H
#define INIT_NOTE_H

#include "verdict/model.h"

/*
 * Add a line to p->notes unless it is there: what it is about, a colon, and the text.  A line that
 * has no room is left out.
 */
void note_add(struct program_result *p, const char *about, const char *text);

#endif
