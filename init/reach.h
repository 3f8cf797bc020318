/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program that is run may not call: with these it reaches processes, files and programs that are not its own, PID 1 and
 * the judge of the next one among them.  Of what is loaded and not run none does anything.
 */
#ifndef INIT_REACH_H
#define INIT_REACH_H

#include <linux/bpf.h>
#include <stddef.h>

/* The first such helper or kfunc that @insns, as they go to bpf(2), call: its name; NULL: none. */
const char *reach_of(const struct bpf_insn *insns, size_t count);

#endif
