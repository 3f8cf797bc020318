/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask the running kernel whether it lacks what a refusal's message says that it lacks. */
#ifndef INIT_HELP_H
#define INIT_HELP_H

/* What helps where the guest ran out of memory. */
#define HELP_MEMORY "more memory for the guest: --memory"

#include "load/load.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdint.h>

struct help_case {
	const struct load_answer *answer;  /* the refusal that p->reason was read from */
	const struct bpf_program *program; /* that was refused, opened and not loaded */
	const struct bpf_object *object;   /* its object */
	uint64_t dropped;    /* capabilities it was loaded without, bits of 1 << CAP_… */
	const char *version; /* the kernel's upstream version */
	enum verdict expected;
	const char *reason; /* the reason that is expected; NULL: any */
};

/*
 * Where p->reason says that the kernel lacks something: probe for that helper, kfunc or type with
 * all capabilities, correct the reason and add to the detail if the message misled, and set
 * p->help to the release that has it, if one is known.  p->verdict never changes.
 *
 * An expected refusal gets no help, and is not probed at all unless its message alone cannot be
 * relied on.
 */
void help_ask(struct program_result *p, const struct help_case *c);

#endif
