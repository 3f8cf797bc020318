/* SPDX-License-Identifier: GPL-2.0-only */
/* What the verifier knew of a register at a step of its trace. */
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

/* Where the step is: "file.c:12", or "'its source'", or "instruction 7".  Returns @ret. */
const char *trace_where(char *ret, size_t size, const struct trace_step *s);

#endif
