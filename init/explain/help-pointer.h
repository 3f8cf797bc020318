/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a pointer that may be NULL, or is none, or is another than a call takes. */
#ifndef INIT_HELP_POINTER_H
#define INIT_HELP_POINTER_H

#include "explain/help-ask.h"

help_question help_about_null;
help_question help_about_memory_type;
help_question help_about_argument;

#endif
