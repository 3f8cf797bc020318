/* SPDX-License-Identifier: GPL-2.0-only */
/* What a search says on its way, on standard error. */
#ifndef BISECT_PROGRESS_H
#define BISECT_PROGRESS_H

#include "bisect/visit.h"

/* Before a point is judged: "step 3 of about 7, 4 min left: TITLE". */
void progress_step(const struct work *w, const struct point *p);

/* After it: "TITLE is bad: WHY". */
void progress_answer(const struct work *w, const struct point *p, enum answer answer);

/* Before the last suspect and its parents are judged again. */
void progress_again(const struct work *w, const struct point *p);

/* Nothing is under way any more: no live line is left. */
void progress_end(void);

#endif
