/* SPDX-License-Identifier: GPL-2.0-only */
/* What the end of a child means for the program that was current, when it sent no result of it. */
#ifndef INIT_DEATH_H
#define INIT_DEATH_H

#include "supervise/turn.h"

struct death {
	enum turn_end end; /* not TURN_FINISHED */
	const struct child *child;
	const struct suspect *suspect; /* with all splats up to now */
	bool out_of_memory;	       /* death_is_out_of_memory() */
	int64_t timeout_ms;	       /* for people: the time for one program */
};

/*
 * Whether memory ran out.  Asks the cgroup, which forgets it with the answer: call it once for each
 * child.
 */
bool death_is_out_of_memory(enum turn_end end, const struct child *child);

/* Give @p verdict, reason, detail and met; its name and what it expects stay as they are. */
void death_result(struct program_result *p, const struct death *d);

#endif
