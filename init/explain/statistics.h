/* SPDX-License-Identifier: GPL-2.0-only */
/* The verifier's own figures: kernel/bpf/verifier.c, print_verification_stats(). */
#ifndef INIT_STATISTICS_H
#define INIT_STATISTICS_H

#include "verdict/model.h"

/* Parse them out of its log into @p; what is not there stays as it is. */
void statistics_read(struct program_result *p, const char *log);

#endif
