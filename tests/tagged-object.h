/* SPDX-License-Identifier: GPL-2.0-only */
/* BTF made with libbpf for a test: a program "judged" with the tags that the test adds. */
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
/* Free the BTF, and with it the text of the annotations read from it. */
void object_end(void);

/* The expectation of the privileged variant on a kernel of @version that has only @has. */
struct expectation read_tags_on(const char *version, const char *has);
/* On 6.12.117, which meets no need. */
struct expectation read_tags(void);
/* object_start() with these tags; the expectation of @variant on 6.12. */
struct expectation read_as(enum variant variant, bool jit, const char *const *tags);

/*
 * A kernel's answer to a need, for struct expect_kernel: 1 for the need @data, -1 for
 * "kfunc:unknown".  @data HELPER_OF_THE_PRIVILEGED: 1 for "helper:bpf_loop" with CAP_BPF.
 */
#define HELPER_OF_THE_PRIVILEGED "helper of the privileged"
int kernel_has(void *data, const char *what, uint64_t dropped, char *why, size_t why_size);

/* Assert that the tag @text alone is a problem, whose message contains @quoted. */
void expect_problem(const char *text, const char *quoted);

#define TAGS(...) ((const char *const[]){__VA_ARGS__, NULL})

#endif
