/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a refused call of a helper: does the kernel have it, and for which programs? */
#ifndef INIT_HELP_HELPER_H
#define INIT_HELP_HELPER_H

#include "explain/help-ask.h"

help_question help_about_helper;
help_question help_about_gpl;

#endif
