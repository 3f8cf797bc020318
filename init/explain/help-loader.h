/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about what a program's own loader sets and the object does not say. */
#ifndef INIT_HELP_LOADER_H
#define INIT_HELP_LOADER_H

#include "explain/help-ask.h"

/*
 * The kernel has the type of the map that it refused.  Where the object lacks what the map needs,
 * the verdict becomes VERDICT_ERROR, map-incomplete.
 */
help_question help_about_incomplete_map;

#endif
