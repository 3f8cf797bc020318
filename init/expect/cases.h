/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The cases that a program's annotations come in, and the conditions under which one counts:
 * <bpfjury/expect.h>.
 */
#ifndef INIT_CASES_H
#define INIT_CASES_H

#include "expect/tags.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands between one bpfjury_otherwise and the next. */
struct expect_case {
	const struct tag *tags;
	size_t count;
};

/* The kernel that conditions ask. */
struct expect_kernel {
	const char *version; /* true upstream version, "6.12.117" */
	bool jit;	     /* its programs are compiled */
	/*
	 * 1: it has @what ("helper:bpf_loop") for those without the capabilities @dropped; 0: it
	 * has not; -errno: it cannot be told,
	 * @why says it; -EINVAL: no such question.
	 */
	int (*has)(void *data, const char *what, uint64_t dropped, char *why, size_t why_size);
	void *data;
};

/* The next case of the @count @tags from *@at on, 0 at first; false behind the last. */
bool cases_next(struct expect_case *ret, const struct tag *tags, size_t count, size_t *at);

bool cases_is_condition(const struct tag *t);

/*
 * Cases are well made, and each may come to be the one that counts: NULL, or what is wrong, of the
 * tag *@ret_about.
 */
const char *cases_unsound(const struct tag *tags, size_t count, const char **ret_about);

/*
 * 1: all its conditions hold for a program without the capabilities @dropped; 0: one does not, @why
 * says which; -1: it cannot be told.  @kernel NULL: 1.
 */
int cases_holds(const struct expect_case *c, const struct expect_kernel *kernel, uint64_t dropped,
	char *why, size_t why_size);

#endif
