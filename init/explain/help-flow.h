/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about what a path does: references, locks, loops, what it returns. */
#ifndef INIT_HELP_FLOW_H
#define INIT_HELP_FLOW_H

#include "explain/help-ask.h"

help_question help_about_reference;
help_question help_about_lock;
help_question help_about_control_flow;
help_question help_about_returned;

#endif
