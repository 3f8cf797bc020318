/* SPDX-License-Identifier: GPL-2.0-only */
/* The logs of what was accepted, which no trial has: one more boot of a kernel that has one. */
#ifndef BISECT_RETRACE_H
#define BISECT_RETRACE_H

#include "bisect/story.h"

/*
 * Where the first program that changed is accepted at one of both points, or both, get its log
 * there into the result.  Nothing is said of its verdict.  What is missing is warned of.
 */
void retrace(struct story *s, struct axis *axis, struct question *q);

#endif
