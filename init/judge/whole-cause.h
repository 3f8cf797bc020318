/* SPDX-License-Identifier: GPL-2.0-only */
/* Why an object is refused as a whole: the first thing that its own loader would see. */
#ifndef INIT_WHOLE_CAUSE_H
#define INIT_WHOLE_CAUSE_H

#include "judge/object.h"
#include "load/load.h"
#include "load/map-owners.h"

struct whole_cause {
	/* set by the caller */
	const struct judged_object *o;
	struct bpf_program **programs; /* of the object, by index */
	struct bpf_object *loading;    /* the object that is being loaded */
	struct owners owners;	       /* of that load */

	/* Of the whole.  Its verdict is set with the first cause; later ones change nothing. */
	struct program_result result;
	char *log;		 /* for it; owned; NULL: none */
	char unknown[NAME_SIZE]; /* the first program that has no answer; "": all have */
};

/*
 * The kernel refused program @name with @together as its answer.  @alone: the program's own result;
 * NULL: not known yet.  @program: as opened; may be NULL where @alone is a refusal.
 */
void cause_refused(struct whole_cause *c, const char *name, const struct program_result *alone,
	const struct load_answer *together, const struct bpf_program *program);

/* @p is the result of a program that was not loaded with the others, or refused among them. */
void cause_result(struct whole_cause *c, const struct program_result *p);

/* libbpf gave up, with the positive errno @err and @warnings, for @name. */
void cause_libbpf(struct whole_cause *c, const char *name, int err, const char *warnings);

#endif
