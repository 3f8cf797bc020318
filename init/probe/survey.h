/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find out everything that the kernel has for BPF, by asking: some seven thousand programs are
 * loaded.  That may crash the process that does it, so it is a child of PID 1.
 */
#ifndef INIT_SURVEY_H
#define INIT_SURVEY_H

/*
 * The child.  Sends features records over @fd (send.h says what @go is) and exits: 0, the survey is
 * complete; 1, no memory, or PID 1 reads no more.  PID 1 merges the records: the keys of an object
 * are added to those of earlier records, the elements of an array are appended.
 *
 *	program_types	array of libbpf's names
 *	map_types	likewise
 *	isa		array: "v1" to "v4" as clang's -mcpu has them, "atomics", "may_goto",
 *			"load_acquire"
 *	config		object of survey-config.h; absent: not known
 *	kfuncs		their number; absent: not known (kfuncs_count())
 *	helpers		object of program type to array of the helpers that it may call; without the
 *			types that this cannot be found out for
 *	survey		"whole", in the last record
 */
void survey(int fd, int go) __attribute__((noreturn));

#endif
