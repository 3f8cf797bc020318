/* SPDX-License-Identifier: GPL-2.0-only */
/* The verifier's trace of a refusal, for the questions that are answered from it. */
#ifndef INIT_HELP_TRACE_H
#define INIT_HELP_TRACE_H

#include "explain/help-ask.h"
#include "explain/trace-path.h"

/* A refusal at the last step of a trace. */
struct help_trace {
	struct trace trace;
	int last;	 /* the refused step */
	int reg;	 /* the register that the message begins with, "R2 …"; -1: none */
	char where[96];	 /* the refused step's place */
	char callee[64]; /* the helper or kfunc that it calls; "": none */
};

/*
 * Read the log of @c.  False where it has no trace, or one that was left off before the refusal;
 * else the caller clears @ret->trace.
 */
bool help_trace_open(
	struct help_trace *ret, const struct program_result *p, const struct help_case *c);

/* Where a value came from: the step that made it. */
struct help_origin {
	int step; /* -1: not known, and the rest with it */
	int reg;  /* that it was made in */
	struct trace_deed deed;
	char where[96], callee[64];
};

/* What made the value that @reg has before step @at. */
struct help_origin help_origin(const struct trace *t, int at, int reg);

/* The verifier's words of a value, for people: "scalar(id=1,umax=255)".  Returns @ret. */
const char *help_value(char *ret, size_t size, const struct trace_value *v);

/* Whether the type is @word or begins with "@word_" ("pkt", "pkt_end"). */
bool help_is_type(const struct trace_value *v, const char *word);

#endif
