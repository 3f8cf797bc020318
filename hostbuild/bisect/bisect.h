/* SPDX-License-Identifier: GPL-2.0-only */
/* The front door: what the user asked for, to a finding, or to the answer of one step. */
#ifndef BISECT_BISECT_H
#define BISECT_BISECT_H

#include "bisect/wish.h"
#include "command.h"

/* Bisect, and show what was found.  Returns an enum status of diag.h. */
int bisect_run(struct bisect_wish *w);

/* Judge what is there now: 0 good, 1 bad, 125 untestable, 128 stop. */
int bisect_step(struct bisect_wish *w);

#define STEP_UNTESTABLE 125 /* git-bisect(1): the commit is skipped */
#define STEP_STOP	COMMAND_STEP_STOP

#endif
