/* SPDX-License-Identifier: GPL-2.0-only */
/* Load an object as its own loader does: all its programs together, maps shared. */
#ifndef INIT_WHOLE_H
#define INIT_WHOLE_H

#include "load/load.h"

#include <bpf/libbpf.h>

struct whole_load {
	/*
	 * Set by the caller.  @request has LOAD_WHOLE, the programs in @auxiliary, no bound, and
	 * nothing that is asked of a single program.
	 */
	const struct load_request *request;
	/* Before the BPF_PROG_LOAD of the program with that index. */
	void (*before)(void *data, size_t program);
	/*
	 * After it.  @answer has the log; it is cleared after the call, unless the caller takes
	 * what it owns and zeroes it.  Both run with all capabilities, and may load and judge other
	 * objects.
	 */
	void (*after)(void *data, size_t program, const struct watched_call *call,
		struct load_answer *answer);
	void *data;

	/* Set by load_whole(). */
	struct bpf_object *object; /* while before() and after() run; else NULL */
	int err;		   /* positive errno of bpf_object__load(); 0: it succeeded */
	char *warnings;		   /* libbpf's; owned */
};

/*
 * Load the object once.  libbpf would stop at the first program that the kernel refuses; here it is
 * given another program's descriptor in its place and goes on, so that the kernel is asked about
 * every program.  @w->err is then what libbpf made of that: whether a program was refused is for
 * after() to see.
 *
 * 0, or -errno where the object does not open, -ENOMEM without memory of our own, or the errno of
 * capset(2).
 */
int load_whole(struct whole_load *w);

/* Accepts a zeroed one. */
void whole_load_clear(struct whole_load *w);

#endif
