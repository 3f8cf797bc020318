/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read a program's annotations, which are BTF decl tags: those of the kernel selftests in the three
 * encodings of their bpf_misc.h, and those of <bpfjury/expect.h>.  What they mean is not known
 * here.
 *
 *	6.1	"comment:test_expect_msg=…"
 *	6.12	"comment:test_expect_msg=<n>=…"
 *	7.x	"comment:<n>:test_expect_msg=…"
 *
 * The counter <n> gives their order in the source, which the BTF need not keep.
 */
#ifndef INIT_TAGS_H
#define INIT_TAGS_H

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>

#define TAGS_MAX  512	     /* of one program; the kernel's selftests have up to 90 */
#define TAGS_MARK "comment:" /* every annotation begins with it */

/* All text is the BTF's. */
struct tag {
	const char *whole; /* as it is in the BTF */
	const char *name;  /* "test_expect_msg=…", of which name_len bytes are the name */
	const char *value; /* after the "=" and the counter; "" where there is none */
	size_t name_len;
	unsigned long order; /* its counter; without one, that of the tag before it in the BTF */
	unsigned long place; /* its index among the program's tags in the BTF */
};

/*
 * Read at most @size tags of @program into @ret, sorted by order and place; their number.  @btf
 * NULL has none.  *@ret_problem: why these may not be all of its tags, or not its own, with the
 * name or tag that it is about in *@ret_about; else NULL.
 */
size_t tags_read(struct tag *ret, size_t size, const struct btf *btf, const char *program,
	const char **ret_problem, const char **ret_about);

bool tag_is(const struct tag *t, const char *name);

/*
 * Find an annotation in @btf that is not on a program: on another function, a parameter, a variable
 * or a type.  True with a sentence about it in @ret; false: there is none.
 */
bool tags_stray(char *ret, size_t size, const struct btf *btf,
	bool (*is_program)(void *data, const char *name), void *data);

#endif
