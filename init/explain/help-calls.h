/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about a refused call: does the kernel have the helper or kfunc? */
#ifndef INIT_HELP_CALLS_H
#define INIT_HELP_CALLS_H

#include "explain/help-ask.h"

help_question help_about_helper;
help_question help_about_kfunc;

/* An instruction that the kernel does not know: it may be a kfunc call, on a kernel before 5.13. */
help_question help_about_instruction;

#endif
