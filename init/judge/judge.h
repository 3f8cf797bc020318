/* SPDX-License-Identifier: GPL-2.0-only */
/* The child that judges one object.  All that parses ELF happens here. */
#ifndef INIT_JUDGE_H
#define INIT_JUDGE_H

#include "docket.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Judge the programs of @docket's object @index from index @from on and tell PID 1 over @fd: one
 * packet a record, as JSON without a frame: object-begin, then begin, log…, program for each, then
 * object. A program is loaded once a byte came over @heard for its begin record: if the kernel dies
 * of it, or complains, it is known of what.  PID 1 gives each @timeout_ms.  Never returns.  A death
 * on the way is PID 1's to judge.
 */
void judge_object(const struct docket *docket, size_t index, size_t from, int64_t timeout_ms,
	int fd, int heard) __attribute__((noreturn));

#endif
