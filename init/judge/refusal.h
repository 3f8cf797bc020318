/* SPDX-License-Identifier: GPL-2.0-only */
/* The verdict and reason of an answer that is no acceptance. */
#ifndef INIT_REFUSAL_H
#define INIT_REFUSAL_H

#include "load/load.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>

/*
 * Set verdict, errno, reason and detail of @p as reason_judge() does, and improve them by what
 * @program, as opened, shows.
 */
void refusal_judge(
	struct program_result *p, const struct load_answer *a, const struct bpf_program *program);

#endif
