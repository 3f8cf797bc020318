/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel is asked about a program, in as few loads as it takes to know. */
#ifndef INIT_ASK_H
#define INIT_ASK_H

#include "expect/expect.h"
#include "load/load.h"

/*
 * Statistics first: that load gives the true errno and the verifier's last words; a refusal that
 * they do not show to be the expected one is loaded again for its log, which may be cut and then
 * says ENOSPC.  Where the log of what is to be accepted is expected, it comes first.  As
 * load_program(); @request's log level, bound and wishes are used up.
 * @timeout_ms: what the program may take in all.
 */
int ask_kernel(struct load_answer *ret, struct load_request *request, const struct expectation *e,
	const struct bpf_program *program, int64_t timeout_ms);

/* The verdict on a refusal, with its reason. */
void ask_why(
	struct program_result *p, const struct load_answer *a, const struct bpf_program *program);

#endif
