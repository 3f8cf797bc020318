/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about the verifier's limits: what of the program it spent them on. */
#ifndef INIT_HELP_LIMIT_H
#define INIT_HELP_LIMIT_H

#include "explain/help-ask.h"

help_question help_about_limit;
help_question help_about_stack_limit;

#endif
