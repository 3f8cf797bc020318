/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Make a program's expectation from its annotations (tags.h): those of the kernel selftests, with
 * the meaning that their test_loader.c gives them, and those of <bpfjury/expect.h>, which explains
 * cases and conditions.
 */
#ifndef INIT_EXPECT_H
#define INIT_EXPECT_H

#include "expect/cases.h"
#include "expect/expectation.h"

#include <bpf/btf.h>
#include <stdbool.h>

/* Sets of variants, bits of 1 << VARIANT_…. */
struct expect_variants {
	unsigned int judged;	/* never empty */
	unsigned int auxiliary; /* it is no test itself, but loaded with its object's tests */
	bool runs;		/* it is run where it is accepted, in at least one case */
};
void expect_variants(struct expect_variants *ret, const struct btf *btf, const char *program);

/*
 * The expectation of one variant of @program.  @btf NULL (the object has none): the default, which
 * is to be accepted.  @kernel NULL: the first case counts, whatever its conditions.  @ret is valid
 * as long as @btf.  What is wrong with the annotations is in ret->problem.
 */
void expect_read(struct expectation *ret, const struct btf *btf, const char *program,
	enum variant variant, const struct expect_kernel *kernel);

#endif
