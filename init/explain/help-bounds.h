/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a range that the verifier does not know: where it was lost, what is missing. */
#ifndef INIT_HELP_BOUNDS_H
#define INIT_HELP_BOUNDS_H

#include "explain/help-ask.h"

/* memory-bounds, pointer-arithmetic and stack-access by a variable offset. */
help_question help_about_bounds;

/* packet-bounds */
help_question help_about_packet;

#endif
