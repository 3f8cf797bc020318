/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of the table: what is known, what passes, and what made the exit status. */
#ifndef REPORT_BLAMED_H
#define REPORT_BLAMED_H

#include "report/screen.h"
#include "result/blame.h"

/* One thing in words, without its kernel: "a.bpf.o x: 1200 insns, over insns>900". */
#define BLAME_TEXT_SIZE 2048
void blame_text(const struct blame *b, char ret[BLAME_TEXT_SIZE]);

/* Known failures, and those that pass, each with why. */
void known_put(const struct screen *s, const struct result *r);
/* What made the exit status; nothing where it is STATUS_MET. */
void blamed_put(const struct screen *s, const struct result *r);

#endif
