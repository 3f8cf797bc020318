/* SPDX-License-Identifier: GPL-2.0-only */
/* What the first bad point answers otherwise than the last good one, program by program. */
#ifndef BISECT_CHANGED_H
#define BISECT_CHANGED_H

#include "bisect/answer.h"
#include "bisect/predicate.h"
#include "result/compare.h"

struct changed {
	struct comparison compared; /* what the rows are in */
	/* with another verdict first, then with another answer, then with other figures */
	const struct compared **rows;
	size_t n, n_verdicts, n_answers; /* of all, of the first, of the second */
	/* the good result, whose objects have the paths of those that they are compared with */
	struct result base;
	struct result_kernel kernel;
};

/*
 * Of the programs that @p asks for, and the objects as a whole where it asks for all.  None where
 * one of both has no result.  Points into both results.  -ENOMEM.
 */
int changed_make(struct changed *ret, const struct observation *good, const struct observation *bad,
	const struct predicate *p);
void changed_clear(struct changed *c);

/* The first row of which a log is there, NULL: none. */
const struct compared *changed_logged(const struct changed *c);

/* "prog.bpf.o: handle_exec (unpriv)", or "prog.bpf.o as a whole".  Returns @ret. */
#define CHANGED_NAME_SIZE (OBJECT_NAME_SIZE + NAME_SIZE + 32)
const char *changed_name(char ret[CHANGED_NAME_SIZE], const struct compared *row);

#endif
