/* SPDX-License-Identifier: GPL-2.0-only */
/* What a step of the trace does, by its text: print_bpf_insn() in kernel/bpf/disasm.c. */
#ifndef INIT_TRACE_DEED_H
#define INIT_TRACE_DEED_H

#include "explain/trace.h"

#include <stdint.h>

/* An instruction's text is shorter. */
#define TRACE_INSN_SIZE 128

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

/* @text as a string, cut where it is longer.  Returns @out. */
const char *trace_insn(char out[TRACE_INSN_SIZE], const struct trace_text *text);

/* The register that @s begins with, "r10" or "w3"; -1: none.  *ret_len: how long it is. */
int trace_register(const char *s, size_t *ret_len);

/* Read source, off and size of "(u32 *)(r2 +4)" and, since 6.6, "(s8 *)(r2 +4)". */
bool trace_access(struct trace_deed *d, const char *s);

/* The name in "call bpf_loop#181"; "" where it is none of a helper or kfunc.  Returns @ret. */
const char *trace_callee(char *ret, size_t size, const struct trace_step *s);

#endif
