/* SPDX-License-Identifier: GPL-2.0-only */
/* What the errata say of a finding. */
#ifndef BISECT_FINDING_KNOWN_H
#define BISECT_FINDING_KNOWN_H

#include "bisect/axis.h"
#include "bisect/commit-facts.h"
#include "bisect/story.h"

/*
 * Set known and row of @s, after story_make().  @facts: of the culprit; zeroed where it is no
 * commit.  Nothing is set without a culprit.  -ENOMEM, reported.
 */
int finding_known_make(struct story *s, struct axis *a, const struct commit_facts *facts);

#endif
