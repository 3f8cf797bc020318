/* SPDX-License-Identifier: GPL-2.0-only */
/* Programs that this kernel loads and that read something else there than they were built for. */
#ifndef INIT_NOTE_LAYOUT_H
#define INIT_NOTE_LAYOUT_H

#include "explain/help-ask.h"

/*
 * Compare what an accepted program reads of its context with what this kernel has there: of a
 * tracepoint the event's format (layout/compare-event.h), of functions and raw tracepoints the
 * prototype (layout/arguments.h).  What libbpf relocates is the kernel's own.
 */
help_question note_of_layout;

#endif
