/* SPDX-License-Identifier: GPL-2.0-only */
/* Have the kernel verify one program, in as few loads as give its answer and its log. */
#ifndef INIT_VERIFY_H
#define INIT_VERIFY_H

#include "expect/expect.h"
#include "load/load.h"

#include <bpf/libbpf.h>
#include <stdint.h>

/*
 * As load_program(), with one load or two; see verify.c.  Sets @request's log level and bound, and
 * may clear what it wants.  @program: the program as opened.  @timeout_ms: the time for the item;
 * the bounds of a trace are parts of it.
 *
 * Of two loads the answer has the log of the one with the trace, @ret->brief from the other, and
 * errno, duration and sizes from the one without.  Where they contradict each other, or one was
 * interrupted and the other failed, the answer is EAGAIN with an empty log.
 */
int verify_program(struct load_answer *ret, struct load_request *request,
	const struct expectation *e, const struct bpf_program *program, int64_t timeout_ms);

/*
 * The same, where the whole object was loaded before and the program was refused in that load, with
 * the answer @together, of which this takes over all.  If it is refused alone too, one load for the
 * trace is enough; if not, the answer is that of the program alone.
 */
int verify_refused(struct load_answer *ret, struct load_answer *together,
	struct load_request *request, const struct expectation *e,
	const struct bpf_program *program, int64_t timeout_ms);

/*
 * @a refuses a program that refers to an array without max_entries: load it once more with another
 * number, and set @a->size_decides where it is accepted then, or the kernel cannot be asked.
 */
void verify_size(struct load_answer *a, const struct load_request *request);

#endif
