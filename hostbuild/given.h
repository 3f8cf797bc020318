/* SPDX-License-Identifier: GPL-2.0-only */
/* What a command line gives as a result: a file of `try --json`, a directory of -o, a console. */
#ifndef GIVEN_H
#define GIVEN_H

#include "result/result.h"

#include <stdbool.h>

/* What the user says is enough, though it proves nothing. */
struct belief {
	bool console, csv;
};

/*
 * Read @path.  Of a console (vm/console.h), of veristat's CSV, and of a result that was made of
 * one, what is met is unknown unless @believe.  Returns as result_read_given().
 */
int given_read(struct result *ret, const char *path, const struct belief *believe);

#endif
