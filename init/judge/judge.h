/* SPDX-License-Identifier: GPL-2.0-only */
/* The child process that judges one object.  ELF is parsed nowhere else. */
#ifndef INIT_JUDGE_H
#define INIT_JUDGE_H

#include "docket.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Judge the object @docket->entries[@index], its items from @from on, and exit.  An item is one
 * program in one variant; PID 1 passes @from > 0 to go on after an item that ended an earlier
 * child.  @whole: load it as a whole first (judge/whole.h); only with @from 0.
 *
 * Records go to PID 1 over @fd: object-begin; with @whole whole-begin, and at its end log... and
 * whole; begin, log..., program for each item, the first of them within the whole; then object.  An
 * item is loaded only once a byte came over @go for its begin record, and a program of the whole
 * for its whole-begin record, so that PID 1 and the host know which one is to blame if the kernel
 * dies or complains.  @timeout_ms is what PID
 * 1 allows for one item; here it only bounds how long a trace may take.
 *
 * Exit status: 0; CHILD_NOT_SETTLED (send.h) where the kernel may not have freed all
 * programs yet; anything else is a failure, which PID 1 reports.
 */
void judge_object(const struct docket *docket, size_t index, size_t from, bool whole,
	int64_t timeout_ms, int fd, int go) __attribute__((noreturn));

#endif
