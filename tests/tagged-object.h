/* SPDX-License-Identifier: GPL-2.0-only */
/* A test's own BTF, made by libbpf: a program "judged" with the tags that the test gives it. */
#ifndef TESTS_TAGGED_OBJECT_H
#define TESTS_TAGGED_OBJECT_H

#include "expect/expect.h"

#include <bpf/btf.h>
#include <stdbool.h>

extern struct btf *object;
extern int object_program; /* the id of "judged" */

/* Make the BTF; a function "neighbour" and a parameter of "judged" have other tags. */
void object_start(void);
/* Tag "judged". */
void object_tag(const char *text);
/* Free the BTF, and with it the text of what was read from it. */
void object_end(void);

/* The expectation of the privileged variant on a kernel of @version that has only @has. */
struct expectation read_tags_on(const char *version, const char *has);
/* On 6.12.117, which has nothing that is asked for. */
struct expectation read_tags(void);
/* object_start() with these tags; the expectation of @variant on 6.12. */
struct expectation read_as(enum variant variant, bool jit, const char *const *tags);

/*
 * A kernel's answer to a need, as struct expect_kernel has it: yes to what @data names, -1 to
 * "kfunc:unknown".  @data HELPER_OF_THE_PRIVILEGED: "helper:bpf_loop" for those with CAP_BPF.
 */
#define HELPER_OF_THE_PRIVILEGED "helper of the privileged"
int kernel_has(void *data, const char *what, uint64_t dropped, char *why, size_t why_size);

/* That the tag @text alone is a problem, whose message has @quoted in it. */
void expect_problem(const char *text, const char *quoted);

#define TAGS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
