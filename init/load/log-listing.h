/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Instructions that a verifier's log at level 2 lists, and that it does not say to have walked.
 *
 * Since its liveness is computed before the walk, the verifier prints all instructions of a
 * subprogram below a line "subprog#0 main:" and below one "stack use/def subprog#0 main (d0,cs0):",
 * by "%3d: ", and single ones with a tab: "120: (b7) r1 = 0\tr1: …" (kernel/bpf/liveness.c, Linux
 * 7.2.13).  From number 100 on they look like the lines of a walk.
 */
#ifndef INIT_LOG_LISTING_H
#define INIT_LOG_LISTING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The number of an instruction's line, "12: (85) …", and in @ret_code where its "(85)" begins; -1:
 * another line.  @len: without the newline.
 */
long log_step(const char *line, size_t len, size_t *ret_code);

/* Where in a listing the log is.  All zero at its beginning. */
struct log_listing {
	bool open;    /* the line before is its head, or was in it */
	bool any;     /* its first instruction may have any number */
	long next[2]; /* numbers that the next one may have */
};

/* Whether @line of @len bytes, without its newline, is in a listing.  Call it for each line. */
bool log_listing_has(struct log_listing *l, const char *line, size_t len);

#endif
