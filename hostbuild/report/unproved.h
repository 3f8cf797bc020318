/* SPDX-License-Identifier: GPL-2.0-only */
/* What a guest found beside what was packed: files that nobody vouches for. */
#ifndef REPORT_UNPROVED_H
#define REPORT_UNPROVED_H

#include "report/screen.h"

#include <jansson.h>

/*
 * Lines below a kernel's own, from its @features, which may be NULL; none where there is nothing of
 * the kind.
 */
void put_unproved(const struct screen *s, const json_t *features);

#endif
