/* SPDX-License-Identifier: GPL-2.0-only */
/* Results to test with. */
#ifndef TEST_RESULT_SAMPLES_H
#define TEST_RESULT_SAMPLES_H

#include "result/result.h"

/*
 * A run as a user might have it: @n_kernels (1..9) of one docket of 30 programs, some of them
 * refused.
 */
void sample_story(struct result *ret, size_t n_kernels);
/* Everything that can go wrong, each once. */
void sample_trouble(struct result *ret);
/* Objects as wholes, in each way that a whole can come to something. */
void sample_wholes(struct result *ret);
/* Of any shape at all, clean text, the same for the same seed. */
void sample_random(struct result *ret, unsigned int seed);

#endif
