/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verifier knew of a register at a step of its trace, and where the value came from. */
#ifndef INIT_TRACE_VALUE_H
#define INIT_TRACE_VALUE_H

#include "explain/trace.h"

#include <stdint.h>

/* A register's value as the verifier prints it: print_reg_state() in kernel/bpf/log.c. */
struct trace_value {
	struct trace_text text; /* "scalar(id=1,umax=255)", without the mark of precision */
	struct trace_text type; /* "scalar"; "inv" before 5.18; "map_value", "fp", "ptr_sock", … */
	bool is_scalar;
	bool is_known; /* a constant, in smin */
	/* for scalars, else those of the pointer's variable offset */
	int64_t smin, smax;
	uint64_t umin, umax;
	int64_t off;   /* "off=": the constant offset of a pointer; of fp-24 -24 */
	int64_t range; /* "r=" of a packet pointer; -1: none */
};

/* Whether @state has register @reg (0 to 10); its value. */
bool trace_value_in(struct trace_value *ret, const struct trace_text *state, int reg);

/*
 * What @reg had before step @at: the last that the log says of it on the path, unless a step
 * changed it since.  False: the log does not say.
 */
bool trace_value_before(struct trace_value *ret, const struct trace *t, int at, int reg);
/* … and after step @at, by that step's own line. */
bool trace_value_after(struct trace_value *ret, const struct trace *t, int at, int reg);

/* "0..255", "-1..8", "7", "unbounded": the 64-bit range of a scalar.  Returns @ret. */
const char *trace_range(char *ret, size_t size, const struct trace_value *v);

/* What a step does to a register. */
enum trace_act {
	ACT_NONE,	/* nothing */
	ACT_COPY,	/* r1 = r2 */
	ACT_COPY32,	/* w1 = w2: the lower 32 bits */
	ACT_NUMBER,	/* r1 = 5 */
	ACT_FILL,	/* r1 = *(u64 *)(r10 -8): from the stack */
	ACT_LOAD,	/* r1 = *(u32 *)(r2 +4): from elsewhere */
	ACT_ADD,	/* r1 += r2 */
	ACT_ARITHMETIC, /* other: r1 &= 7 */
	ACT_CALL,	/* a call sets r0 */
	ACT_CLOBBER,	/* a call spoils r1 to r5 */
};

struct trace_deed {
	enum trace_act act;
	int source;  /* the register that it is copied, read or computed from; -1: a constant */
	int64_t off; /* ACT_FILL, ACT_LOAD: of the access */
	int size;    /* ACT_FILL, ACT_LOAD: bytes */
	bool is_32;  /* of the lower 32 bits: w1 += w2 */
};

/* What the step with @text does to @reg. */
struct trace_deed trace_deed(const struct trace_text *text, int reg);

/*
 * The last step before @at on its path that changes @reg; -1: none, or not known (@ret_complete:
 * the path is known from the program's beginning).  It stays within a function.
 */
int trace_writer(const struct trace *t, int at, int reg, bool *ret_complete);

/* The last step before @at on its path that stored to the stack at @off; *ret_reg -1: a constant. */
int trace_spill(const struct trace *t, int at, int64_t off, int *ret_reg);

/*
 * The step that made the value that @reg has before step @at: copies and spills are followed back.
 * *ret_reg is the register that it made it in.  -1: not known.
 */
int trace_origin(const struct trace *t, int at, int reg, int *ret_reg);

/* What the pointer that @reg has before step @at points to. */
enum trace_base { BASE_UNKNOWN, BASE_CONTEXT, BASE_STACK, BASE_OTHER };
enum trace_base trace_base(const struct trace *t, int at, int reg);

/* The name in "call bpf_loop#181"; "" where it is none of a helper or kfunc.  Returns @ret. */
const char *trace_callee(char *ret, size_t size, const struct trace_step *s);

/* Where the step is: "file.c:12", or "'its source'", or "instruction 7".  Returns @ret. */
const char *trace_where(char *ret, size_t size, const struct trace_step *s);

#endif
