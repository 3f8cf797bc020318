/* SPDX-License-Identifier: GPL-2.0-only */
/* Questions about what a program is attached to: is it there, and who sets it? */
#ifndef INIT_HELP_TARGET_H
#define INIT_HELP_TARGET_H

#include "explain/help-ask.h"

/* The program has no attach target, or no type. */
help_question help_about_loader_target;

/*
 * The target that the object names is not there: what the kernel has of it, and that a loader may
 * set another.  Where the name is a mere placeholder the verdict becomes VERDICT_ERROR,
 * target-of-loader.  Not of the targets of help_about_module().
 */
help_question help_about_target;

/*
 * The target is of a module, "module:function", which is not loaded here: the verdict becomes
 * VERDICT_ERROR, for the module was not asked.
 */
help_question help_about_module;

#endif
