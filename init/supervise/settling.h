/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Settling: wait until the kernel has freed what the children loaded.  What it frees late it
 * complains of late, and a splat must not be blamed on the next object.
 */
#ifndef INIT_SETTLING_H
#define INIT_SETTLING_H

#include "supervise/child.h"
#include "supervise/splats.h"

/* A child of a turn has ended; @finished: as it should.  Its exit status says if it settled. */
void settling_note_end(const struct child *c, bool finished);
/* A survey has ended, which does not settle itself and loads programs that may sleep. */
void settling_note_survey(void);

/* Whether programs of ended children may not be freed yet. */
bool settling_is_due(void);

/*
 * Settle in a child, for at most twice DEFERRED_FREE_WAIT_MS.  Splats meanwhile are @s's; NULL:
 * nobody's.  settling_is_due() says whether it was enough.
 */
void settling_run(struct suspect *s);

#endif
