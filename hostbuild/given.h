/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command line gives as a result: a file of `try --json`, a directory of -o, a console. */
#ifndef GIVEN_H
#define GIVEN_H

#include "result/result.h"

#include <stdbool.h>

/*
 * Read @path.  Of a console (vm/console.h), and of a result that was made of one, what is met is
 * unknown unless @believe.  Returns as result_read_given().
 */
int given_read(struct result *ret, const char *path, bool believe);

#endif
