/* SPDX-License-Identifier: GPL-2.0-only */
/* Findings of bisects, made by hand. */
#ifndef FINDING_SAMPLES_H
#define FINDING_SAMPLES_H

#include "bisect/story.h"

enum sample {
	SAMPLE_COMMIT,	 /* a culprit that is sure, with both logs */
	SAMPLE_RANGE,	 /* commits that do not compile around it */
	SAMPLE_RELEASES, /* 6.6.63 and 6.6.64, registers that are written in two ways */
	SAMPLE_FIGURES,	 /* accepted at both, with ten times the instructions */
	SAMPLE_NOTHING,	 /* nothing was judged between the ends */
	SAMPLE_HOSTILE,	 /* each text tries to be obeyed */
	N_SAMPLES,
};
struct sample_story {
	struct finding finding;
	struct bisect_wish wish;
	char *objects[1], *people[3];
	struct story story;
};
/* Made in place, with fixed times. */
void sample_make(struct sample_story *ret, enum sample which);
void sample_clear(struct sample_story *s);

#endif
