/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a history has, read from a file that anyone may have written: text is cleaned and cut, words
 * and figures that are none count as not known, and so does what is met and was not proved.
 */
#ifndef HISTORY_READ_H
#define HISTORY_READ_H

#include "history/database.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

struct history_run {
	int64_t id;
	char started[40]; /* RFC 3339, UTC */
	char docket_sha256[SHA256_SIZE];
	char tool[40], libbpf[80]; /* "": not known */
};

/* A kernel in one run. */
struct history_kernel {
	int64_t id;
	const struct history_run *run;
	char *name;
	char release[96], version[64], arch[24]; /* "": not known */
	char image_sha256[SHA256_SIZE];		 /* "": not known */
	bool complete;				 /* its trial was */
};

/* All runs, oldest first, and their kernels: by name, those of one name oldest first. */
struct history_trials {
	struct history_run *runs;
	size_t n_runs;
	struct history_kernel *kernels;
	size_t n_kernels;
};
/* The caller clears @ret, after an error too.  Errors are those of history_open(), reported. */
int history_trials_read(struct history_trials *ret, struct history *h);
void history_trials_clear(struct history_trials *t);

/* What a kernel answered in one run. */
struct history_answer {
	const struct history_kernel *kernel;
	char object_sha256[SHA256_SIZE];
	enum verdict verdict;
	enum met met; /* MET_UNKNOWN: there is no verdict, or it was not proved */
	int err;
	char reason[REASON_SIZE];
	int64_t insns, states, peak_states, load_us; /* UNKNOWN_FIGURE: not known */
};

struct history_program {
	int64_t id, nth; /* nth: of those with the same texts, from 0 */
	char *path, *shape;
	char *name; /* "": the object as a whole */
	char *variant;
	struct history_answer *answers; /* in the order of the kernels; NULL: not read */
	size_t n_answers;
};

/* All programs, by path, shape, name and variant, without their answers. */
int history_programs_read(struct history_program **ret, size_t *ret_count, struct history *h);
void history_program_clear(struct history_program *p);
void history_programs_free(struct history_program *p, size_t count);

/* The first of all programs with these texts; NULL: there is none. */
struct history_program *history_program_find(struct history_program *programs, size_t count,
	const char *path, const char *shape, const char *name, const char *variant);

/* The answers of one program, whose kernels are those of @t; history_answers_free() frees them. */
int history_answers_read(
	struct history_program *p, const struct history_trials *t, struct history *h);
void history_answers_free(struct history_program *p);

#endif
