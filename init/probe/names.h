/* SPDX-License-Identifier: GPL-2.0-only */
/* Names of helpers, map types and program types by their numbers in the kernel's UAPI. */
#ifndef INIT_NAMES_H
#define INIT_NAMES_H

#include <stdbool.h>

#define NAMES_TYPES 64 /* above the last map type and program type: 35 and 32 in 7.2 */

/* "bpf_map_lookup_elem" for 1; NULL: there is no such helper. */
const char *names_helper(int number);
/*
 * Whether the helper takes the address of a function of the program (BPF_PSEUDO_FUNC, 5.13):
 * ARG_PTR_TO_FUNC in kernel/bpf/ and kernel/trace/.
 */
bool names_takes_callback(const char *helper);

/* -1: there is no helper called @name. */
int names_helper_number(const char *name);

/* libbpf's names, "ringbuf" and "xdp", and those of types that libbpf is too old to know; NULL. */
const char *names_map(int type);
const char *names_program(int type);
/* The type called @name; 0: none is. */
int names_map_type(const char *name);
int names_program_type(const char *name);

#endif
