/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about an instruction that the kernel does not know. */
#ifndef INIT_HELP_INSTRUCTION_H
#define INIT_HELP_INSTRUCTION_H

#include "explain/help-ask.h"

/*
 * Which instruction it is, by asking which sets of instructions the kernel has; a kfunc call, on a
 * kernel before 5.13.  Sets insn and source too, where the log has no trace.
 */
help_question help_about_instruction;

#endif
