/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program is expected to do on the running kernel. */
#ifndef INIT_EXPECTATION_H
#define INIT_EXPECTATION_H

#include "expect/messages.h"
#include "verdict/model.h"
#include "verdict/reasons.h"

#include <stdbool.h>
#include <stdint.h>

/* A program is judged in one or both; without annotations, in the first alone. */
enum variant {
	VARIANT_PRIVILEGED,
	/*
	 * Without CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_PERFMON and CAP_BPF, but for those that
	 * test_caps_unpriv names.
	 */
	VARIANT_UNPRIVILEGED,
	VARIANTS,
};

/* The BPF streams that a program prints to (6.17 and later). */
enum { EXPECT_STDOUT, EXPECT_STDERR, EXPECT_STREAMS };

/* Of one variant of a program.  Text belongs to the object's BTF. */
struct expectation {
	enum verdict expected;	       /* SKIPPED: it is not judged, see skipped and why */
	bool says_verdict;	       /* an annotation says what is expected */
	const char *reason;	       /* reason word; NULL: any */
	struct messages log;	       /* in the verifier log */
	struct messages xlated, jited; /* in the disassembly after verification, after the JIT */
	struct messages streams[EXPECT_STREAMS]; /* in what a run prints */
	bool runs;	     /* run it once by BPF_PROG_TEST_RUN, and compare retval */
	bool any_retval;     /* whatever it returns is as expected */
	int32_t retval;	     /* of that run */
	int32_t linear_size; /* bytes of the test packet's linear part; 0: the whole packet */
	uint32_t log_level;  /* of BPF_PROG_LOAD; 0: not annotated */
	uint32_t flags;	     /* to set in BPF_PROG_LOAD's prog_flags, */
	uint32_t no_flags;   /* and to clear there */
	/* object of the docket whose BTF replaces the kernel's in CO-RE relocations; NULL: none */
	const char *btf_path;
	const char *btf_func_path; /* the same, and its functions' parameters have the names */
	const char *description;   /* the selftests' name for the test; NULL: none */
	const char *shows;	   /* what the program demonstrates, for people; NULL: not given */
	const char *from;    /* the first release that accepts it, for people; NULL: not given */
	const char *caps;    /* "CAP_BPF|CAP_NET_ADMIN": it has these alone; NULL: not given */
	uint64_t dropped;    /* the capabilities it is loaded without, bits of 1 << CAP_… */
	const char *target;  /* of freplace, "object:program"; NULL: not given */
	enum reason skipped; /* why it is not judged; REASON_NONE: it is */
	char why[384];	     /* the same in a sentence */
	char problem[384];   /* why it is unknown what is expected; "": it is known */
	enum reason problem_reason; /* of that; REASON_NONE: expectation-unclear */
};

#endif
