/* SPDX-License-Identifier: GPL-2.0-only */
/* Sets of instructions that came with some release, and which of them the running kernel knows. */
#ifndef INIT_ISA_H
#define INIT_ISA_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

enum isa {
	ISA_V1,
	ISA_V2,
	ISA_V3,
	ISA_V4,
	ISA_ATOMICS,	  /* atomic operations besides a plain add */
	ISA_MAY_GOTO,	  /* can_loop, cond_break */
	ISA_LOAD_ACQUIRE, /* and store-release */
	ISA_CALLBACKS,	  /* the address of a function of the program: BPF_PSEUDO_FUNC */
	ISA_ADDRESS_CAST, /* between address spaces, for arenas; never asked for */
	ISA_GOTOX,	  /* an indirect jump, for jump tables; never asked for */
	ISA_COUNT,	  /* also: no set */
};

/*
 * The set that @insn, the first slot of an instruction, belongs to; ISA_COUNT: one that every
 * kernel from 5.10 on knows, or none of these.
 */
enum isa isa_of(const struct bpf_insn *insn);

/* 1: the kernel loads such an instruction; 0: it does not; -ENOTSUP: this cannot be asked. */
int isa_has(enum isa set);

/* Its word in the survey; NULL: the survey does not have it. */
const char *isa_survey_name(enum isa set);

/* The release that brought the set: "5.12". */
const char *isa_first(enum isa set);

#endif
