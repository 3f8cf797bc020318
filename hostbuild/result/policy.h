/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a project says of its results: limits, known failures, allowed splats.  bpfjury.yaml has
 * them; policy_apply() writes into a result what they come to, from where the exit status and all
 * reports have it.
 */
#ifndef RESULT_POLICY_H
#define RESULT_POLICY_H

#include "result/gate.h"

struct policy_limit {
	struct where where;
	struct gate_limit limit;
	char *text;
	bool used; /* policy_apply(): an answer was held against it */
};

struct policy_known {
	struct where where;
	enum verdict verdict; /* VERDICT_NONE: any */
	char *reason;	      /* NULL: any */
	char until[11];	      /* the last day on which it counts, UTC */
	char *why;
	bool used; /* an unmet answer fits, or one that would fit is met */
};

struct policy_splat {
	struct where where;
	char *title; /* a pattern of fnmatch(3) */
	char *reason, *link;
	bool used;
};

struct policy {
	const char *path; /* of the file, not owned, for messages; NULL: there is none */
	struct policy_limit *limits;
	size_t n_limits;
	struct policy_known *known;
	size_t n_known;
	struct policy_splat *splats;
	size_t n_splats;
};
void policy_clear(struct policy *p);

/* Add a limit for all answers.  -ENOMEM; -EINVAL: @why says what is wrong. */
int policy_add_limit(struct policy *p, const char *text, char *why, size_t size);

/*
 * Say of each answer of @r what the known failures and the splats of @p say of it; what was said
 * before stays where @p has no item for it.  -ENOMEM.
 *
 * - An unmet answer that an item of `known` fits gets it; one that has not expired on the day on
 *   which the run began comes before one that has.
 * - Where an item fits no unmet answer of a kernel, the met ones that it would fit get it: they
 *   pass.
 * - A splat gets the first item that fits.  A program or a whole that is unmet for nothing but
 *   allowed splats is known, without a last day.
 */
int policy_apply_known(struct policy *p, struct result *r);
/* The same, and the limits that each program crosses, but those that need a baseline. */
int policy_apply(struct policy *p, struct result *r);

/*
 * Of two builds of one result: say the same of the other one, and of each program of @r the limits
 * that it crosses with that as the baseline, but "verdict", which its own verdict says.  -ENOMEM.
 */
int policy_apply_builds(struct policy *p, struct result *r);

/* Warn of each item that fitted nothing and is not optional. */
void policy_note_unused(const struct policy *p);

#endif
