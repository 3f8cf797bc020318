/* SPDX-License-Identifier: GPL-2.0-only */
/* The verifier's statistics: print_verification_stats() in kernel/bpf/verifier.c. */
#ifndef INIT_STATISTICS_H
#define INIT_STATISTICS_H

#include "verdict/model.h"

/*
 * Set insns, states, peak_states, max_states_per_insn, verify_us, stack and the limits of @p from a
 * verifier log.  What the log does not have is left as it is.  The limit of instructions is the one
 * that the kernel writes: BPF_COMPLEXITY_LIMIT_INSNS, which holds with and without CAP_BPF.
 */
void statistics_read(struct program_result *p, const char *log);

#endif
