/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions about functions of the program that older kernels do not take, about programs that may
 * sleep, and about what a program type may not do.
 */
#ifndef INIT_HELP_FUNCTIONS_H
#define INIT_HELP_FUNCTIONS_H

#include "explain/help-ask.h"

help_question help_about_callback;
help_question help_about_signature;
help_question help_about_sleeping;
help_question help_about_used_map;
help_question help_about_return;

#endif
