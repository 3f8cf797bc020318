/* SPDX-License-Identifier: GPL-2.0-only */
/* What a loaded program does, and what the kernel made of it. */
#ifndef INIT_EXERCISE_H
#define INIT_EXERCISE_H

#include "expect/expect.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* exercise_clear() drops what is owned. */
struct exercise {
	bool ran;
	int err;	 /* positive errno of what kept it from running, 0: nothing */
	const char *map; /* the one whose contents could not be put there; NULL: it was something
			    else */
	const char *reaches; /* what it calls that reaches beyond it, for which it was not run;
				NULL: nothing */
	bool reaches_along; /* called by another program, loaded along with it, that it may enter */
	int32_t retval;
	int64_t ns;		       /* the kernel's own measure of its run */
	char *streams[EXPECT_STREAMS]; /* what it printed there; NULL: the kernel has no such
					  streams (before 6.17) */
};

/*
 * Run @program of the loaded @object once, bpf(BPF_PROG_TEST_RUN): on 64 zero bytes, of which
 * @linear_size are in no fragment (0: all); a syscall program on nothing.  Its struct_ops maps are
 * attached meanwhile.
 */
void exercise_run(struct exercise *ret, const struct bpf_object *object,
	const struct bpf_program *program, int32_t linear_size);
void exercise_clear(struct exercise *e);

/* The program as the verifier rewrote it, disassembled.  malloc'd; NULL with errno. */
char *exercise_xlated(int program_fd);

#endif
