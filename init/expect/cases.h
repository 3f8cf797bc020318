/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A program's annotations come in cases, separated by bpfjury_otherwise; the first case whose
 * conditions hold on the running kernel counts.  <bpfjury/expect.h> explains both to authors.
 */
#ifndef INIT_CASES_H
#define INIT_CASES_H

#include "expect/tags.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The tags between two bpfjury_otherwise, conditions included. */
struct expect_case {
	const struct tag *tags;
	size_t count;
};

/* The kernel that conditions are checked against. */
struct expect_kernel {
	const char *version; /* upstream version, "6.12.117" */
	bool jit;	     /* it compiles BPF programs */
	/*
	 * Ask whether it has @what (verdict/need-words.h) for a program without the
	 * capabilities @dropped: 1 or 0; -errno where that cannot be found out, with the cause in
	 * @why; -EINVAL: @what is no question.
	 */
	int (*has)(void *data, const char *what, uint64_t dropped, char *why, size_t why_size);
	void *data;
};

/*
 * The next case of @tags: those from *@at on, which is 0 at first and moves past the case.  False
 * after the last.
 */
bool cases_next(struct expect_case *ret, const struct tag *tags, size_t count, size_t *at);

bool cases_is_condition(const struct tag *t);

/*
 * Whether all conditions can be read, and each case counts on some kernel: NULL, or what is wrong,
 * with the tag that it is about in *@ret_about.
 */
const char *cases_unsound(const struct tag *tags, size_t count, const char **ret_about);

/*
 * 1: all conditions of @c hold for a program without the capabilities @dropped.  0: one does not;
 * -1: it cannot be found out whether one does; @why says which.  @kernel NULL: always 1.
 */
int cases_holds(const struct expect_case *c, const struct expect_kernel *kernel, uint64_t dropped,
	char *why, size_t why_size);

#endif
