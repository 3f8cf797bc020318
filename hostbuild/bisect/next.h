/* SPDX-License-Identifier: GPL-2.0-only */
/* What a user can do after a bisect. */
#ifndef BISECT_NEXT_H
#define BISECT_NEXT_H

#include "bisect/story.h"

/*
 * What to do next, a line, then a line with the command for it, for a shell, or "" where there is
 * none: "see the commit", "git -C linux show …".  malloc'd; "" where there is nothing.  NULL
 * without memory.
 */
char *next_steps(const struct story *s);

#endif
