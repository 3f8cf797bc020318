/* SPDX-License-Identifier: GPL-2.0-only */
/* Load one program of an object through libbpf and report what the kernel answered. */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include "run/exercise.h"
#include "verdict/loader.h"
#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What to load and how.  Owns nothing; all zero but @bytes and @len: the first program alone. */
struct load_request {
	const char *bytes; /* the object file, @len bytes */
	size_t len;
	size_t program; /* its index in the order of bpf_object__for_each_program() */
	/* one per program, in that order: it is loaded too, before or after; NULL: no other is */
	const bool *auxiliary;
	bool unprivileged;   /* create only the maps that a process without CAP_BPF may create */
	uint32_t log_level;  /* of BPF_PROG_LOAD: 1 or 2 for the trace, | 4 for statistics */
	int64_t bound_ms;    /* interrupt BPF_PROG_LOAD after so long; 0: no bound */
	uint32_t prog_flags; /* BPF_F_*, in addition to those of the section */
	uint64_t dropped;    /* capabilities to load without, 1 << CAP_* each */
	bool probed; /* libbpf has run its feature probes for this program with all capabilities */
	int target_fd; /* the program of which a freplace program replaces a function; 0: none */
	const char *btf_path;	/* file whose BTF CO-RE relocates against; NULL: the kernel's BTF */
	const char *names_path; /* file for adapt_names(); NULL: none */
	const struct loader *loader; /* map contents from bpfjury.yaml; NULL: none */
	bool wants_xlated;	     /* fill load_answer.xlated */
	bool runs;		     /* run the program once loaded, with all capabilities */
	int32_t linear_size;	     /* for exercise_run() */
};

/* What came of it.  Strings are NUL-terminated; load_answer_clear() frees what is owned. */
struct load_answer {
	bool accepted;	       /* BPF_PROG_LOAD of the program succeeded */
	bool reached;	       /* BPF_PROG_LOAD of the program was called */
	bool loaded;	       /* the whole load succeeded, auxiliary programs included */
	bool stopped;	       /* interrupted after @bound_ms: neither accepted nor refused */
	int err;	       /* positive errno of the last failure, 0 where accepted */
	const char *judged_as; /* type that a freplace program without target got; else NULL */
	uint32_t prog_flags;   /* BPF_F_* that were passed to BPF_PROG_LOAD */
	char *log;	       /* of the verifier; owned; "" where it wrote none */
	size_t log_len;
	bool log_cut;	 /* @log is not whole: the buffer was full, or the bound passed */
	char *brief;	 /* log without the trace, from another load of the program; owned; NULL:
			    there was none.  load_program() leaves it NULL. */
	char *warnings;	 /* libbpf's; owned */
	int64_t load_us; /* duration of BPF_PROG_LOAD; UNKNOWN_FIGURE unless @reached */
	int64_t xlated_bytes; /* UNKNOWN_FIGURE unless @accepted */
	int64_t jited_bytes;  /* likewise; 0 where the interpreter runs it */
	char *xlated;	      /* see prog_info_xlated(); owned; NULL: not wanted, or not readable */
	int xlated_err;	      /* positive errno where it is not readable */
	struct exercise run;  /* where @runs and @loaded; owned */
};

/*
 * Once a process, before load_program() and target_load(): keeps libbpf's warnings, and lifts
 * RLIMIT_MEMLOCK, against which kernels before 5.11 charge maps and programs.
 */
void load_init(void);

/*
 * Open the object of @request anew, load its program, close all.  0 once the kernel or libbpf
 * answered, a refusal included.  -errno where the object does not open, -ENOMEM without memory of
 * our own, or the errno of capset(2): @ret is not written then.
 */
int load_program(struct load_answer *ret, const struct load_request *request);

/* Accepts a zeroed answer. */
void load_answer_clear(struct load_answer *a);

#endif
