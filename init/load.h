/* SPDX-License-Identifier: GPL-2.0-only */
/* libbpf: an object's bytes in, what the kernel answers to one of its programs out. */
#ifndef INIT_LOAD_H
#define INIT_LOAD_H

#include "verdict/model.h"

#include <bpf/libbpf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct load_request {
	const char *bytes; /* the whole object */
	size_t len;
	size_t program;	     /* index in the order of bpf_object__for_each_program() */
	uint32_t log_level;  /* of BPF_PROG_LOAD: 1, 2 and the statistics bit 4 */
	uint32_t prog_flags; /* set besides what the object has */
	uint64_t caps;	     /* the capabilities it is loaded with, a bit each (1 << CAP_…); 0: all */
	int target_fd;	     /* freplace: the loaded program to replace a function of; 0: not known */
};

/* Filled in by load_program(); load_answer_clear() drops what is owned. */
struct load_answer {
	bool accepted;
	bool reached;	       /* bpf(BPF_PROG_LOAD) was called for this very program */
	const char *judged_as; /* freplace: the program type it was given; else NULL */
	int err;	       /* positive errno of the last failure, 0 when accepted */
	char *log;	       /* the verifier's, NUL-terminated; "" where there is none */
	size_t log_len;
	bool log_cut;	 /* the kernel had more to say than the buffer took */
	char *brief;	 /* the log of a load for statistics alone: the last words without the trace; NULL: none made */
	char *warnings;	 /* libbpf's own words */
	int64_t load_us; /* of that bpf() call */
	int64_t xlated_bytes, jited_bytes; /* UNKNOWN_FIGURE when not accepted */
};

/* libbpf talks into the answer from now on; raises RLIMIT_MEMLOCK (kernels before 5.11 need it). */
void load_init(void);
/* 0 whenever there is an answer, a refusal too; -errno when there was not even an object to ask with. */
int load_program(struct load_answer *ret, const struct load_request *request);
void load_answer_clear(struct load_answer *a);

/* Of this process's capabilities let @bits alone be in effect, 1 << CAP_…; 0: all that it may.  -errno. */
int load_capabilities(uint64_t bits);
/*
 * Load @program of the object at @path alone and keep it: its fd, -errno; -ENOENT: no such file, or it has no such program;
 * -EINVAL: it is a freplace itself.
 */
int load_target(const char *path, const char *program);

/* libbpf's words since the last call of load_words_reset(). */
const char *load_words(void);
void load_words_reset(void);

#endif
