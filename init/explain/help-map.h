/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions about maps: which property of one was refused, and what there is instead of its type.
 */
#ifndef INIT_HELP_MAP_H
#define INIT_HELP_MAP_H

#include "explain/help-ask.h"

/* A map of a type that the kernel has was refused: for what of it? */
help_question help_about_refused_map;

/* The program uses a map that is left out. */
help_question help_about_skipped_map;

/* The kernel does not have the map type: append to the help what older kernels have instead. */
void help_add_other_map(struct program_result *p, int type);

#endif
