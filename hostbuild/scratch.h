/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A temporary directory under $TMPDIR, else /tmp.  It is locked while a run uses it.  A run that is
 * killed leaves its directory behind unlocked, and the next run removes it.
 */
#ifndef SCRATCH_H
#define SCRATCH_H

struct scratch {
	char *dir; /* absolute; NULL: none */
	int lock;  /* its descriptor, locked; negative where the lock failed */
};
#define SCRATCH_NONE ((struct scratch){.dir = NULL, .lock = -1})

/* $TMPDIR, else /tmp. */
const char *scratch_parent(void);

/* First remove what killed runs of this user left behind.  Reports its errors. */
int scratch_make(struct scratch *ret);
/* Remove the directory and all that is in it.  SCRATCH_NONE is fine. */
void scratch_drop(struct scratch *s);

#endif
