/* SPDX-License-Identifier: GPL-2.0-only */
/* The points that were judged: a table, what could not be judged, and where the time went. */
#ifndef BISECT_SHOW_TRAIL_H
#define BISECT_SHOW_TRAIL_H

#include "bisect/story.h"
#include "report/screen.h"

void show_trail(const struct screen *s, const struct story *story);
void show_untestable(const struct screen *s, const struct story *story);
void show_time(const struct screen *s, const struct story *story);

#endif
