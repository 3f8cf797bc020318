/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program reads of its context, and as what types it uses what it read there.
 *
 * The instructions are walked as libbpf has relocated them: each register and stack slot is the
 * context plus an offset, a value that was loaded from the context, or unknown.  Where two paths
 * meet with different values, it is unknown.  Functions that the program calls are not followed.
 */
#ifndef INIT_READS_H
#define INIT_READS_H

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A CO-RE relocation of instruction @insn of the program.  @type is the id of the root type, where
 * it is about the offset of a member; else 0.
 */
struct layout_relocation {
	uint32_t insn, type;
};

struct layout_read {
	int32_t offset; /* in the context */
	uint32_t size;
	bool relocated; /* libbpf has set the offset: it is the kernel's */
	bool copied;	/* by a helper, bpf_probe_read() and its like, not by a load */
};

/* A value that was loaded from the context is the address of a @type of the object's BTF. */
struct layout_use {
	int32_t offset; /* of the value in the context */
	uint32_t type;
};

#define LAYOUT_READS_MAX 64

/* Each read and use once, in no order.  What is beyond LAYOUT_READS_MAX is left out. */
struct layout_reads {
	struct layout_read reads[LAYOUT_READS_MAX];
	size_t n_reads;
	struct layout_use uses[LAYOUT_READS_MAX];
	size_t n_uses;
};

/* The instructions of a program. */
struct layout_code {
	const struct bpf_insn *insns;
	size_t count;
	const unsigned char *reached; /* a bit each: the verifier walks it; NULL: all */
};

/*
 * @relocations are sorted by instruction.  False, with @ret empty: the program has too many
 * instructions or branches, or jumps out of itself, or there is no memory.
 */
bool layout_find_reads(struct layout_reads *ret, const struct layout_code *code,
	const struct layout_relocation *relocations, size_t n_relocations);

#endif
