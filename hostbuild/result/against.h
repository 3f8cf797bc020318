/* SPDX-License-Identifier: GPL-2.0-only */
/* What a result says of its two builds, side by side. */
#ifndef RESULT_AGAINST_H
#define RESULT_AGAINST_H

#include "result/gate.h"

/* Points into the result, which must outlive it. */
struct against {
	struct comparison comparison; /* BASE: result.against */
	struct gate gate;	      /* its one limit: "verdict" */
	struct gate_limit limit;
	struct gate_doubts doubts;
	int status;
};

/* Compare both builds of @r, which has them, or of the whole that it is a part of; -ENOMEM. */
int against_make(struct against *ret, const struct result *r);
void against_clear(struct against *a);

#endif
