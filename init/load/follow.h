/* SPDX-License-Identifier: GPL-2.0-only */
/* Load a program with the log of all that the verifier walks, and read it while it is written. */
#ifndef INIT_FOLLOW_H
#define INIT_FOLLOW_H

#include "load/request.h"
#include "load/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct follow {
	/* A line of the log, without its newline; called in another thread, one at a time. */
	void (*line)(void *data, const char *line, size_t len);
	/*
	 * The load has ended and its log was read.  @attr is that of the call, and is valid until
	 * this returns.
	 */
	void (*end)(void *data, const union bpf_attr *attr);
	void *data;
	/* results */
	bool reached; /* BPF_PROG_LOAD was called, and end() */
	bool stopped; /* after the bound: the log ends where the verifier was interrupted */
	bool full;    /* the log is longer than the kernel writes into one buffer */
};

/*
 * Load the program of @request once more, alone, for at most @bound_ms (1 or more).  Takes a few
 * MiB of memory whatever the log's length.  0, whatever the kernel answered; -errno as
 * load_program(), or of a thread that cannot be made.
 */
int follow_program(struct follow *f, const struct load_request *request, int64_t bound_ms);

#endif
