/* SPDX-License-Identifier: GPL-2.0-only */
/* What the processor of a silent guest is at, for the one who has to find out why. */
#ifndef VM_LOOK_H
#define VM_LOOK_H

#include "vm/monitor.h"

#define LOOK_WORDS 65

struct look {
	bool stuck;  /* it can do nothing else any more: in the kernel, interrupts off, whenever it
			was looked at */
	bool halted; /* and it waited for an interrupt each time, which never comes then */
	char where[128]; /* for people: "f+0x10/0x20", "0xffffffff81000000"; "" not known */
	uint64_t words[LOOK_WORDS]; /* where it is, and what is on its stack: the innermost first */
	size_t n_words;
	char *registers; /* as QEMU printed them; NULL: none */
};

/*
 * A second or so; for a guest that may go on.  What it finds is kept where it is stuck;
 * look_clear() drops what is owned.
 */
void look_at(struct look *l, struct monitor *m);
void look_clear(struct look *l);

/*
 * A line of the console after an NMI.  Of the places that the trace has registers of the last
 * counts: those before it interrupted it, the NMI first and then perhaps a timer.  True when the
 * trace is over.
 */
bool look_line(struct look *l, const char *line);

#endif
