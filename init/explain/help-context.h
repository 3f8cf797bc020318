/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about accesses to the context: what this kernel has there. */
#ifndef INIT_HELP_CONTEXT_H
#define INIT_HELP_CONTEXT_H

#include "explain/help-ask.h"

help_question help_about_context;

#endif
