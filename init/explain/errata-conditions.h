/* SPDX-License-Identifier: GPL-2.0-only */
/* What rows of the errata ask of a log or an object beyond regular expressions. */
#ifndef INIT_ERRATA_CONDITIONS_H
#define INIT_ERRATA_CONDITIONS_H

#include "explain/help-ask.h"
#include "verdict/errata.h"
#include "verdict/model.h"

/* Whether @condition holds for the refusal @p of @c. */
bool errata_condition(enum erratum_condition condition, const struct program_result *p,
	const struct help_case *c);

/*
 * The last line of @log with an instruction, as "12: (85) call bpf_strtol#105"; its length in
 * @ret_len.  NULL: there is none.
 */
const char *errata_last_insn(const char *log, size_t *ret_len);

#endif
