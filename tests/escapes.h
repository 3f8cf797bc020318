/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a hostile object would try in the process that loads it.  None of it harms a machine where
 * it succeeds.
 */
#ifndef TESTS_ESCAPES_H
#define TESTS_ESCAPES_H

#include <stddef.h>

struct escape {
	const char *name;
	/* NULL: it was kept from that.  Else what it could do. */
	const char *(*attempt)(void);
};

extern const struct escape escapes[];
extern const size_t escapes_count;

#endif
