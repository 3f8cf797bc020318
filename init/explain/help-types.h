/* SPDX-License-Identifier: GPL-2.0-only */
/* For which program types a helper or a kfunc is. */
#ifndef INIT_HELP_TYPES_H
#define INIT_HELP_TYPES_H

#include "explain/help-ask.h"
#include "probe/helper-kinds.h"

/*
 * Append the program types that @has answers 1 for, with @number: "this kernel allows @name to
 * programs of type …"; with the sections of a type if only some of its programs may.  Those that
 * trace come first where @c's program does.  False, and nothing, where there are none.
 */
bool help_add_types(struct program_result *p, const struct help_case *c, const char *name,
	kind_question *has, int number);

#endif
