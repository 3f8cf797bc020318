/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What this kernel can, all of it, found out by asking: some seven thousand programs are loaded for
 * it.  In a child of PID 1, for what is asked so much may die of it.
 */
#ifndef INIT_SURVEY_H
#define INIT_SURVEY_H

#define SURVEY_END "survey" /* a key of the last */

/*
 * Tell PID 1 over @fd in features records, of which each adds to those before: an object's keys are
 *added, an array goes on.
 *
 *	program_types, map_types	arrays of libbpf's names
 *	helpers		object, of each program type that can be asked: array of the helpers that
 *its programs may call kfuncs		their number, where the kernel's BTF tells (kfuncs_count())
 *	isa		array: "v1" to "v4" as clang's -mcpu has them, "atomics", "may_goto",
 *"load_acquire" config		object of the options that matter to BPF, "y", "m" or their value;
 *absent: not known survey		"whole", in the last
 */
void survey(int fd, int heard) __attribute__((noreturn));

#endif
