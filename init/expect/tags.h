/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The annotations that a program carries: BTF decl tags in the kernel selftests' encoding, in the
 * spellings of 6.1
 * ("comment:test_expect_msg=…"), 6.12 ("comment:test_expect_msg=<n>=…") and 7.x
 * ("comment:<n>:test_expect_msg=…"), and those of <bpfjury/expect.h>.  What they mean is not known
 * here.
 */
#ifndef INIT_TAGS_H
#define INIT_TAGS_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>

#define TAGS_MAX  512	     /* of one program that are read; the kernel's own have up to 90 */
#define TAGS_MARK "comment:" /* every annotation begins so */

/*
 * One: "test_expect_msg" and what stands behind its =, "" where nothing does.  Its text is the
 * BTF's.
 */
struct tag {
	const char *whole; /* as it stands in the BTF */
	const char *name, *value;
	size_t name_len;
	unsigned long order; /* its counter, else that of the one before it */
	unsigned long place; /* among the program's tags */
};

/*
 * Those of @program in order, @size at most: how many.  @btf NULL: none.  @ret_problem: why they
 * may not be all, or not the program's, else NULL; with the name or the tag that it is about in
 * @ret_about.
 */
size_t tags_read(struct tag *ret, size_t size, const struct btf *btf, const char *program,
	const char **ret_problem, const char **ret_about);

bool tag_is(const struct tag *t, const char *name);

/*
 * An annotation in the object that is no program's: of a function that is none, a parameter, a
 * variable.  Its text with what it is of, in @ret; false: there is none.  @is_program tells of
 * functions by their name.
 */
bool tags_stray(char *ret, size_t size, const struct btf *btf,
	bool (*is_program)(void *data, const char *name), void *data);

#endif
