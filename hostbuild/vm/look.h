/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the kernel of a silent guest is, for whoever must find out why. */
#ifndef VM_LOOK_H
#define VM_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LOOK_WORDS 65

/* look_clear() frees what it owns; a zeroed one has seen nothing. */
struct look {
	/*
	 * Nothing else can run any more: at each look the processor was in the kernel with
	 * interrupts off.
	 */
	bool stuck;
	bool halted; /* stuck, and each time it waited for an interrupt, which then never comes */
	char where[128]; /* for people: "f+0x10/0x20", "0xffffffff81000000"; "": not known */
	uint64_t words[LOOK_WORDS]; /* the instruction pointer, then the stack from its top */
	size_t n_words;
	char *registers; /* for people, as the runner has them; NULL: none */
};

void look_clear(struct look *l);

/*
 * A line of the console after the runner was asked for a trace.  The last function that the trace
 * names is where the kernel was: interrupts that came before it, the NMI first and then perhaps a
 * timer, are named before.  True when the trace is over.
 */
bool look_line(struct look *l, const char *line);

#endif
