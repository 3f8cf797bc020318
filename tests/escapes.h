/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attempts that a hostile object could make through the process that loads it.  A successful
 * attempt does no harm to the machine.
 */
#ifndef TESTS_ESCAPES_H
#define TESTS_ESCAPES_H

#include <stddef.h>

struct escape {
	const char *name;
	/* NULL: the attempt failed, as it should.  Otherwise a description of its success. */
	const char *(*attempt)(void);
};

extern const struct escape escapes[];
extern const size_t escapes_count;

#endif
