/* SPDX-License-Identifier: GPL-2.0-only */
/* Which answers of a result are asked for, and the same answers at the ends. */
#ifndef BISECT_ASKED_H
#define BISECT_ASKED_H

#include "bisect/predicate.h"
#include "result/result.h"

/* An answer of a result: of a program, or of an object as a whole.  Points into the result. */
struct had {
	const struct result_kernel *kernel; /* NULL: there is no such result */
	int64_t object, program;	    /* indices; program -1: the whole, or there is none */
	const struct result_program *of;    /* NULL: it is not in that result */
};

struct asked {
	bool whole;
	const char *name, *variant; /* of the program */
	const char *object;	    /* path; NULL: the result has one object */
	const char *shape;	    /* "": none */
	struct had now, good, bad;
};

/* What is being judged, which says what a crash may mean. */
enum stage {
	STAGE_GOOD_END, /* nothing is known yet */
	STAGE_BAD_END,	/* the good end is known */
	STAGE_POINT,	/* both are */
	STAGE_STEP,	/* there is no bad end: --step */
};
enum stage stage_of(const struct predicate_ends *e);

struct asked_list {
	struct asked *items;
	size_t n, room;
	/* what could have been asked and has no answer; of these, no kernel can answer */
	size_t n_left_out, n_never;
	struct asked left_out; /* the first */
	size_t n_alike;	       /* without a predicate: left out, since both ends answer alike */
};
void asked_clear(struct asked_list *l);

/*
 * The answers of @now that @p asks for: of the programs and wholes that have an answer at the good
 * end; of a step without one, of all but those that no kernel can answer.  Programs come first.
 * -ENOMEM.
 */
int asked_make(struct asked_list *ret, const struct predicate *p, const struct result *now,
	const struct predicate_ends *e);

/*
 * Write why no program fits a pattern of --program, with the nearest name, to @why: true.  False:
 * each fits one, or an object could not be opened.
 */
bool asked_misses(const struct predicate *p, const struct result *in, char *why, size_t size);

/* "handle_exec (unpriv)", "a.bpf.o as a whole", "a.bpf.o handle_exec".  Returns @ret. */
#define ASKED_NAME_SIZE (OBJECT_NAME_SIZE + NAME_SIZE + 32)
const char *asked_name(char ret[ASKED_NAME_SIZE], const struct asked *a);

#endif
