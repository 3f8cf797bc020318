/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of lines in a verifier's trace. */
#ifndef INIT_TRACE_LINE_H
#define INIT_TRACE_LINE_H

#include "explain/trace.h"

struct trace_line_step {
	int insn;
	struct trace_text text, after;
};

/* "12: (61) r1 = *(u32 *)(r0 +0)      ; R1_w=scalar()": bpf_verbose_insn(). */
bool trace_line_step(struct trace_line_step *ret, const char *line, size_t len);

/* The index of the instruction of such a line, and its opcode; -1: another line. */
int trace_line_insn(const char *line, size_t len, unsigned int *ret_code);

struct trace_from {
	int from, to;
	struct trace_text state; /* none where the way was pruned: "from 12 to 15: safe" */
};

/* "from 12 to 15: R0=…" and "from 12 to 15 (speculative execution): …". */
bool trace_line_from(struct trace_from *ret, const char *line, size_t len);

/*
 * A line with nothing but registers: "0: R1=ctx() R10=fp0", " frame1: R6=ctx()".  @line and @len
 * become the registers.  *ret_numbered: it begins with an instruction's index.
 */
bool trace_line_state(const char **line, size_t *len, bool *ret_numbered);

/* The frame that registers are of, "frame1: R0=…"; 0 where they do not say it. */
int trace_line_frame(const struct trace_text *state);

/* The source of "; return *p; @ file.c:12", without tabs' runs at its ends, and its place. */
void trace_line_source(struct trace_text *ret_source, struct trace_text *ret_place,
	const char *line, size_t len, bool says_places);

/* "12: safe": a state like one that was walked before. */
bool trace_line_is_safe(const char *line, size_t len);

/* Whether the next step is in another function: "call pc+5" and "exit". */
bool trace_line_is_frame_change(const struct trace_text *text);

#endif
