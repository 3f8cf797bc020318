/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bpfjury.yaml that objects seem to need, from what a run found out about them: for each
 * program that is not judged as its loader would have it, the guest's `setting`
 * (bpfjury-result(5)).
 */
#ifndef SUGGEST_H
#define SUGGEST_H

#include "result/result.h"

#include <stddef.h>
#include <stdint.h>

struct suggestion {
	char *text;	/* of the file; NULL: the objects need none */
	size_t objects; /* that it is about */
	size_t blanks;	/* settings that lack a value, written as comments */
};

/* -ENOMEM.  Texts of the guest that are no settings are left out. */
int suggest(struct suggestion *ret, const struct result *result);
void suggestion_clear(struct suggestion *s);

#endif
