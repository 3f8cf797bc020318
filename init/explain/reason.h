/* SPDX-License-Identifier: GPL-2.0-only */
/* Why a program was not accepted: from libbpf's and the verifier's messages to a reason word. */
#ifndef INIT_REASON_H
#define INIT_REASON_H

#include "load/load.h"
#include "verdict/model.h"

/*
 * Set verdict, err, reason and detail (the line that shows the reason) of @p from the answer @a,
 * which is no acceptance.  @a NULL: the object itself could not be opened; @err (a positive errno)
 * and libbpf's @warnings then take the place of the answer.
 */
void reason_judge(
	struct program_result *p, const struct load_answer *a, int err, const char *warnings);

#endif
