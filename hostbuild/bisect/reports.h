/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a finding goes: standard output, --json and --report. */
#ifndef BISECT_REPORTS_H
#define BISECT_REPORTS_H

#include "bisect/story.h"

/*
 * Before anything is judged: check that both files can be written, and put earlier ones aside.
 * FAIL_MISUSE, reported: one cannot, both are one, or one is an object or a configuration.
 */
int reports_begin(const struct bisect_wish *w);

/* Write them all; one at "-" takes the place of the text.  -errno, reported. */
int reports_write(const struct story *s);

#endif
