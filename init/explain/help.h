/* SPDX-License-Identifier: GPL-2.0-only */
/* The running kernel's own word on what a refusal's text says, and what would help. */
#ifndef INIT_HELP_H
#define INIT_HELP_H

/* What helps where the guest ran out of memory. */
#define HELP_MEMORY "more memory for the guest: --memory"

#include "load/load.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdint.h>

struct help_case {
	const struct load_answer *answer;  /* a refusal, on which the text's verdict stands */
	const struct bpf_program *program; /* and what was refused, as opened */
	const struct bpf_object *object;
	uint64_t dropped;    /* the capabilities that it was loaded without, 1 << CAP_… */
	const char *version; /* the kernel's, upstream */
	enum verdict expected;
	const char *reason; /* that was asked for; NULL: any */
};

/*
 * Where @p's reason is that the kernel lacks something: ask it, with all capabilities, correct what
 * the text says wrong, and tell in help what the kernel lacks and since when there is one.  The
 * verdict stays.  What was expected is left as it is, where the text is the kernel's own word, and
 * needs no help.
 */
void help_ask(struct program_result *p, const struct help_case *c);

#endif
