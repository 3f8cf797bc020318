/* SPDX-License-Identifier: GPL-2.0-only */
/* The verifier's statistics: print_verification_stats() in kernel/bpf/verifier.c. */
#ifndef INIT_STATISTICS_H
#define INIT_STATISTICS_H

#include "verdict/model.h"

/*
 * Set insns, states, peak_states, verify_us and stack of @p from a verifier log.  What the log does
 * not have is left as it is.
 */
void statistics_read(struct program_result *p, const char *log);

#endif
