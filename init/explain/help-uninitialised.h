/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about what was read and never written: a register, a part of the stack. */
#ifndef INIT_HELP_UNINITIALISED_H
#define INIT_HELP_UNINITIALISED_H

#include "explain/help-ask.h"

help_question help_about_uninitialised;

/* A read beyond the copy of a struct on the stack, whose members CO-RE moved. */
help_question help_about_local_copy;

#endif
