/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A directory for what need not stay: under $TMPDIR, locked while it is used.  What a killed run
 * left there is taken away by the next one, which finds it unlocked.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

struct scratch {
	char *dir; /* NULL: none */
	int lock;
};
#define SCRATCH_NONE ((struct scratch){.dir = NULL, .lock = -1})

/* Says what failed. */
int scratch_make(struct scratch *ret);
/* Remove it with all that is in it.  SCRATCH_NONE is fine. */
void scratch_drop(struct scratch *s);

#endif
