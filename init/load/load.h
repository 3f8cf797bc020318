/* SPDX-License-Identifier: GPL-2.0-only */
/* libbpf: an object's bytes in, what the kernel answers to one of its programs out. */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include "run/exercise.h"
#include "verdict/loader.h"
#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct load_request {
	const char *bytes; /* the whole object */
	size_t len;
	size_t program;	   /* index in the order of bpf_object__for_each_program() */
	const bool *along; /* of each program in that order, whether it is loaded too; NULL: none */
	bool unprivileged; /* without the maps that only the privileged may make */
	uint32_t log_level; /* of BPF_PROG_LOAD: 1, 2 and the statistics bit 4 */
	int64_t bound_ms;   /* of that call, which then ends with what log there is by then; 0: none
			     */
	uint32_t prog_flags; /* set besides what the object has */
	uint64_t dropped;    /* the capabilities it is loaded without, a bit each (1 << CAP_…) */
	bool known;    /* libbpf found out on this program what it wants to know of the kernel, with
			  all capabilities */
	int target_fd; /* freplace: the loaded program to replace a function of; 0: not known */
	const char *btf_path; /* file whose BTF stands for the kernel's in CO-RE relocations; NULL:
				 the kernel's own */
	const char *names_path; /* file whose BTF has the parameters' names that the object's has
				   not; NULL: none */
	const struct loader *loader; /* what its own loader sees to; NULL: nothing */
	bool wants_xlated;
	bool runs;	     /* it is run once it is loaded, with all capabilities */
	int32_t linear_size; /* see exercise_run() */
};

/* Filled in by load_program(); load_answer_clear() drops what is owned. */
struct load_answer {
	bool accepted;
	bool reached;	       /* bpf(BPF_PROG_LOAD) was called for this very program */
	bool loaded;	       /* and all that goes with it */
	const char *judged_as; /* freplace: the program type it was given; else NULL */
	int err;	       /* positive errno of the last failure, 0 when accepted */
	uint32_t prog_flags;   /* that went to BPF_PROG_LOAD, those of the section among them */
	char *log;	       /* the verifier's, NUL-terminated; "" where there is none */
	size_t log_len;
	bool log_cut; /* the kernel had more to say than the buffer took, or than there was time for
		       */
	bool stopped; /* after @bound_ms, with no answer */
	char *brief;  /* the log of a load for statistics alone: the last words without the trace;
			 NULL: none made */
	char *warnings;			   /* libbpf's own words */
	int64_t load_us;		   /* of that bpf() call */
	int64_t xlated_bytes, jited_bytes; /* UNKNOWN_FIGURE when not accepted */
	char *xlated; /* disassembled; NULL: not wanted, or not to be had: @xlated_err */
	int xlated_err;
	struct exercise run; /* where it was wanted and @loaded */
};

/* libbpf talks into the answer from now on; raises RLIMIT_MEMLOCK (kernels before 5.11 need it). */
void load_init(void);
/*
 * 0 whenever there is an answer, a refusal too; -errno when there was not even an object to ask
 * with.
 */
int load_program(struct load_answer *ret, const struct load_request *request);
void load_answer_clear(struct load_answer *a);

/* Those of @flags that this kernel knows, of BPF_PROG_LOAD. */
uint32_t load_known_flags(uint32_t flags);
/*
 * kernel.unprivileged_bpf_disabled: @disabled, 0 to let the unprivileged use bpf().  -EPERM where
 * this kernel keeps it as it is until it is booted again; a kernel without it lets them.
 */
int load_set_unprivileged(int disabled);
/*
 * Let all capabilities that this process may have be in effect but those of @dropped, 1 << CAP_….
 * -errno.
 */
int load_without(uint64_t dropped);
/*
 * Load @program of the object at @path alone and keep it: its fd, -errno; -ENOENT: no such file, or
 * it has no such program; -EINVAL: it is a freplace itself.
 */
int load_target(const char *path, const char *program);

/*
 * Whether this process gave the kernel a program that may sleep: to be judged, beside that, or to
 * ask something.  It does by the flag BPF_F_SLEEPABLE, wherever that comes from, or by its type;
 * refused, it may be freed as late as one that was accepted.
 */
bool load_slept(void);

/* libbpf's words since the last call of load_words_reset(). */
const char *load_words(void);
void load_words_reset(void);

#endif
