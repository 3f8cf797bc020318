/* SPDX-License-Identifier: GPL-2.0-only */
/* What changed between two results: programs x kernels, the worst first. */
#ifndef REPORT_CHANGES_H
#define REPORT_CHANGES_H

#include "result/gate.h"

/* One program, or one object as a whole, on all kernels. */
struct changes_row {
	const struct compared *any;    /* of the first kernel that has it */
	const struct compared **cells; /* one for each kernel of the comparison; NULL: not there */
};

struct changes {
	const struct comparison *comparison;
	struct changes_row *rows;
	size_t n_rows;
	size_t alike; /* programs that are the same on each kernel, and have no row */
};

/*
 * The rows of which some kernel has a change or a doubt.  First what crosses a limit, then what is
 * gone, then what is worse, then by the growth of instructions on the kernel where it is largest;
 * what is new comes last.  -ENOMEM.
 */
int changes_make(struct changes *ret, const struct comparison *c, const struct gate *g);
void changes_clear(struct changes *c);

/* "build/a.bpf.o:program (variant)", or "build/a.bpf.o as a whole".  Returns @ret. */
#define CHANGES_LABEL_SIZE (OBJECT_NAME_SIZE + NAME_SIZE + 32)
const char *changes_label(const struct changes_row *row, char ret[CHANGES_LABEL_SIZE]);

/* What one kernel says of a row, in words. */
struct change_text {
	/* how it is to be read: MET_MET better, MET_UNMET worse, MET_UNKNOWN a doubt or a growth */
	enum met tone;	/* MET_SKIPPED: nothing changed; MET_NONE: another change */
	char text[128]; /* "accepted → rejected", "147 → 207 +40.8 %", "gone" */
	char note[2 * REASON_SIZE + 16]; /* a reason, another figure; "": nothing more */
};
/* @arrow: what stands between before and now. */
struct change_text change_text_of(
	const struct compared *row, const struct gate *g, const char *arrow);

/* How many limits the row crosses. */
int change_crossings(const struct gate *g, const struct compared *row);
/* Thousandths of growth of its instructions; 0 where there is nothing to compare. */
int64_t change_growth(const struct compared *row);

#endif
