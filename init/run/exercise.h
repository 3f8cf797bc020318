/* SPDX-License-Identifier: GPL-2.0-only */
/* Run a loaded program once and report what it did. */
#ifndef INIT_EXERCISE_H
#define INIT_EXERCISE_H

#include "expect/expect.h"
#include "verdict/loader.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stdint.h>

/* What a run came to.  Zeroed: no run was requested. */
struct exercise {
	bool ran;	    /* BPF_PROG_TEST_RUN succeeded */
	int err;	    /* positive errno why not; 0 where @side_effect is why */
	char unfilled[256]; /* the map that could not be filled and why, if @err is for that */
	/*
	 * The call for which it was not run (run/side-effects.h); NULL: none.  Indirect: another
	 * program makes it, which the program can enter.
	 */
	const char *side_effect;
	bool side_effect_indirect;
	int32_t retval;
	int64_t ns; /* duration as the kernel measured it */
	/*
	 * BPF stdout and stderr of the program; owned; NULL: before 6.17 there are no such streams
	 */
	char *streams[EXPECT_STREAMS];
};

/*
 * Run @program of the loaded @object once with BPF_PROG_TEST_RUN.  Before that the entries of
 * @loader (NULL: none) are written into the object's maps.  The input is 64 zero bytes, of which
 * the first @linear_size are in the linear part of the packet (0: all of them); a program of type
 * syscall has no input.  The object's struct_ops maps are attached during the run.  @ret may be
 * uninitialized.
 */
void exercise_run(struct exercise *ret, const struct bpf_object *object,
	const struct bpf_program *program, const struct loader *loader, int32_t linear_size);

/* Frees the streams; accepts a zeroed exercise. */
void exercise_clear(struct exercise *e);

#endif
