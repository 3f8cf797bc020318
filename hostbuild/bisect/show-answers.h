/* SPDX-License-Identifier: GPL-2.0-only */
/* The programs that changed: both answers, and both figures with their ratio. */
#ifndef BISECT_SHOW_ANSWERS_H
#define BISECT_SHOW_ANSWERS_H

#include "bisect/changed.h"
#include "report/screen.h"

/* Print at most @most programs, and how many more there are. */
void show_answers(const struct screen *s, const struct changed *c, size_t most);

#endif
