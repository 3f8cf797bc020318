/* SPDX-License-Identifier: GPL-2.0-only */
/* Which instructions of a program the verifier walks, read from its log. */
#ifndef INIT_WALK_H
#define INIT_WALK_H

#include "load/request.h"
#include "load/source-line.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bpf_insn;

/* All zero: nothing is known. */
struct walk {
	int64_t insns;	 /* of the program as the kernel got it, with subprograms; 0: not known */
	int64_t known;	 /* of how many, from the first on, it is known whether they were reached */
	int64_t reached; /* of these */
	char *unreached; /* text of verdict/coverage.h; owned; NULL: nothing is known */
	struct source_lines at; /* for the text */
};

/*
 * Load the program of @request once more or twice, alone, with the log of all that the verifier
 * walks.  @btf: of the object; NULL: it has none.  0; where the kernel did not accept it, or the
 * log was cut, or a load stopped at @bound_ms, @ret->known is 0.  -errno as load_program().
 */
int walk_program(struct walk *ret, const struct load_request *request, const struct btf *btf,
	int64_t bound_ms);

/*
 * Mark in @reached, a bit for each of @n instructions, those that @log, at level 2, says were
 * walked.
 */
void walk_read_log(unsigned char *reached, const struct bpf_insn *insns, size_t n, const char *log);

/* Set the last members of @w from @reached, @w->insns bits.  -ENOMEM. */
int walk_tell(struct walk *w, const unsigned char *reached);

void walk_clear(struct walk *w);

#endif
