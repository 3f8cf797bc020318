/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a hostile object would make the process that loads it do.  An attempt that succeeds does no
 * harm to the machine.
 */
#ifndef TESTS_ESCAPES_H
#define TESTS_ESCAPES_H

#include <stddef.h>

struct escape {
	const char *name;
	/* NULL: it failed, as it should.  Else what it could do, for people. */
	const char *(*attempt)(void);
};

extern const struct escape escapes[];
extern const size_t escapes_count;

#endif
