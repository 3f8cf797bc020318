/* SPDX-License-Identifier: GPL-2.0-only */
/* Load one program of an object through libbpf and report what the kernel answered. */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include "load/refused-code.h"
#include "load/request.h"
#include "load/watch.h"
#include "run/exercise.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What came of it.  Strings are NUL-terminated; load_answer_clear() frees what is owned. */
struct load_answer {
	bool accepted; /* BPF_PROG_LOAD of the program succeeded */
	bool reached;  /* BPF_PROG_LOAD of the program was called */
	bool loaded;   /* the whole load succeeded, auxiliary programs included */
	bool stopped;  /* interrupted after @bound_ms: neither accepted nor refused */
	int err;       /* positive errno of the last failure, 0 where accepted */
	char *adapted; /* what was supplied, as program_result.adapted has it; owned */
	/* a map whose max_entries was supplied, and may decide the refusal; owned; NULL: none */
	char *sized_map;
	/* it does: with another number of entries the program is accepted */
	bool size_decides;
	uint32_t prog_flags; /* BPF_F_* that were passed to BPF_PROG_LOAD */
	/* of a program that was loaded alone and refused with EINVAL or EACCES; owned */
	struct refused_code code;
	char *log; /* of the verifier; owned; "" where it wrote none */
	size_t log_len;
	bool log_cut; /* @log is not whole: the buffer was full, or the bound passed */
	/* log without the trace, from another load; owned; load_program() leaves it NULL */
	char *brief;
	char *warnings;	      /* libbpf's; owned */
	int64_t load_us;      /* duration of BPF_PROG_LOAD; UNKNOWN_FIGURE unless @reached */
	int64_t mem_peak;     /* of BPF_PROG_LOAD, see watch.h; UNKNOWN_FIGURE: not known */
	int64_t xlated_bytes; /* UNKNOWN_FIGURE unless @accepted */
	int64_t jited_bytes;  /* likewise; 0 where the interpreter runs it */
	char *xlated;	      /* see prog_info_xlated(); owned; NULL: not wanted, or not readable */
	int xlated_err;	      /* positive errno where it is not readable */
	struct exercise run;  /* where @runs and @loaded; owned */
	/*
	 * Its instructions as BPF_PROG_LOAD got them, relocated, with the functions that it calls
	 * behind them; owned; NULL: not accepted, too many, or no memory.
	 */
	struct bpf_insn *insns;
	size_t n_insns;
	size_t insn_count; /* how many there are, kept or not; 0: not known */
};

/* Most instructions that load_answer.insns has. */
#define LOAD_INSNS_MAX 65536

/*
 * Open the object of @request anew, load its program, close all.  0 once the kernel or libbpf
 * answered, a refusal included.  -errno where the object does not open, -ENOMEM without memory of
 * our own, or the errno of capset(2): @ret is not written then.
 */
int load_program(struct load_answer *ret, const struct load_request *request);

/* Set what a BPF_PROG_LOAD call shows: the rest of @ret stays. */
void load_answer_of_call(struct load_answer *ret, const struct watched_call *c);

/* Copy the instructions of an accepted program into @ret. */
void load_answer_keep_insns(struct load_answer *ret, const struct bpf_insn *insns, size_t n_insns);

/*
 * Whether a load that ended with the positive errno @err, or 0, did not fit into memory.  Where a
 * map did not, libbpf may create it again without BTF and fail later for another reason: then its
 * warnings have the errno.
 */
bool load_lacked_memory(int err);

/* Accepts a zeroed answer. */
void load_answer_clear(struct load_answer *a);

#endif
