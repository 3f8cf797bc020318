/* SPDX-License-Identifier: GPL-2.0-only */
/* What is asked, as text: two bisects with the same text can share their answers. */
#ifndef BISECT_QUESTION_H
#define BISECT_QUESTION_H

#include "bisect/axis.h"
#include "bisect/wish.h"

/*
 * malloc'd lines, all that decides an answer: the axis and its ends, the objects' hashes, the
 * predicate, how kernels are built and booted, this tool.  @docket: as of judge_check().  NULL,
 * reported: no memory, or a file that it names cannot be read.
 */
char *question_text(const struct bisect_wish *w, struct axis *a, const char *docket);

#endif
