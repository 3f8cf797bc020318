/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The verifier's trace: what it walked, step by step, read from its log at level 1 or 2.
 *
 * The verifier walks one path at a time.  At a branch it keeps the other way for later, and takes
 * up the way that it kept last when a path ends ("from 12 to 15:").  So a step's predecessor on its
 * path is not always the step written before it.  trace_read() finds it: the last step of the path
 * before at the branch's instruction that was not taken up yet.  Where that is not certain the path
 * begins there: what was before it is not claimed.
 *
 * Formats: kernel/bpf/verifier.c and log.c.  5.10 writes register states at level 1 only where it
 * takes a path up; since 5.17 (0f55f9ed21f9) each step has the registers that it changed or read.
 */
#ifndef INIT_TRACE_H
#define INIT_TRACE_H

#include <stdbool.h>
#include <stddef.h>

/* What is read of a log: the last bytes of it, and of those the last steps. */
#define TRACE_BYTES_MAX (4 << 20)
#define TRACE_STEPS_MAX 32768

/* A part of the log; at NULL: there is none. */
struct trace_text {
	const char *at;
	size_t len;
};

struct trace_step {
	int insn;	  /* index of the instruction in the program */
	int prev;	  /* the step before it on its path, -1: the beginning, or not known */
	int frame;	  /* 0: the program's main function */
	bool is_begin;	  /* prev is -1 because the program begins here */
	bool is_resumed;  /* the other way of this branch was taken up */
	bool is_taken_up; /* the path was taken up here: "from 12 to 15:" */
	struct trace_text text;	  /* "r2 = *(u32 *)(r1 +4)" */
	struct trace_text before; /* registers before it: all of its frame */
	struct trace_text after;  /* registers after it: those that it changed or read */
	struct trace_text source; /* its line of source, "return *p;" */
	struct trace_text place;  /* "file.c:12"; none from kernels before 6.9 */
};

struct trace {
	struct trace_step *steps; /* owned */
	int count;
	bool is_cut; /* the log has earlier steps than steps[0], or its front is missing */
};

/* Whether the kernel of upstream @version writes the places of source lines: since 6.9. */
bool trace_says_places(const char *version);

/*
 * Read @log, which must outlive @ret.  @says_places: the kernel writes " @ file.c:12" after a line
 * of source (6.9 and later).  0 also where the log has no steps; -ENOMEM.
 */
int trace_read(struct trace *ret, const char *log, bool says_places);
/* Accepts a zeroed trace. */
void trace_clear(struct trace *t);

/* The last step: the one that was refused, where the log ends with a refusal; -1: none. */
int trace_last(const struct trace *t);

#endif
