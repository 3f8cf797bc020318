/* SPDX-License-Identifier: GPL-2.0-only */
/* Ask the running kernel whether it lacks what a refusal's message says that it lacks. */
#ifndef INIT_HELP_H
#define INIT_HELP_H

#include "explain/help-ask.h"
#include "verdict/model.h"

/*
 * Where p->reason says that the kernel lacks something: probe for that helper, kfunc or type with
 * all capabilities, correct the reason and add to the detail if the message misled, and set
 * p->help to the release that has it, if one is known.  Where the object lacks what its own loader
 * sets, set p->setting and p->help to what bpfjury.yaml can say instead.  p->verdict changes only
 * to VERDICT_ERROR: for a map that the object does not define completely, and for a target that is
 * a placeholder.
 *
 * An expected refusal gets no help, and is not probed at all unless its message alone cannot be
 * relied on.
 */
void help_ask(struct program_result *p, const struct help_case *c);

#endif
