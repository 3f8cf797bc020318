/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program's own annotations expect of it (tags.h): those of the kernel selftests, as their
 * test_loader reads them, and those of <bpfjury/expect.h>, where cases and conditions are
 * explained.
 */
#ifndef INIT_EXPECT_H
#define INIT_EXPECT_H

#include "expect/cases.h"
#include "expect/messages.h"
#include "expect/tags.h"
#include "verdict/model.h"
#include "verdict/reasons.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The ways in which a program may be judged; of one that says nothing, the first alone. */
enum variant {
	VARIANT_PRIVILEGED,
	VARIANT_UNPRIVILEGED, /* without CAP_SYS_ADMIN, CAP_NET_ADMIN, CAP_PERFMON and CAP_BPF, but
				 for test_caps_unpriv */
	VARIANTS,
};

/* What its run is to return; see expectation.runs. */
enum { EXPECT_STDOUT, EXPECT_STDERR, EXPECT_STREAMS };

struct expectation {
	enum verdict expected; /* ACCEPTED unless said otherwise; SKIPPED: not to be judged, @why
				  says it */
	const char *reason;    /* the word asked for; NULL: any */
	struct messages log;
	struct messages xlated, jited; /* in the disassembly of what the kernel made of it */
	struct messages streams[EXPECT_STREAMS]; /* in what it prints when it is run */
	bool runs;				 /* it is run once: bpf(BPF_PROG_TEST_RUN) */
	bool any_retval;
	int32_t retval;
	int32_t linear_size; /* bytes of the packet it is run on that are not in fragments; 0: all
			      */
	uint32_t log_level;  /* 0: not asked for */
	uint32_t flags, no_flags; /* of BPF_PROG_LOAD: set, and not set */
	const char *btf_path; /* of the docket's object whose BTF is used in place of the kernel's;
				 NULL: none */
	const char *btf_func_path; /* likewise, and the names of its functions' parameters are taken
				      from there */
	const char *description;   /* the selftests' name for it; NULL: none */
	const char *shows;	   /* in a few words, what the program is for; NULL: not said */
	const char *from;	   /* the first release that takes it, for people; NULL: not said */
	const char *caps;   /* PROGRAM_CAPS: it is judged with these alone, "CAP_BPF|CAP_NET_ADMIN";
			       NULL: not said */
	uint64_t dropped;   /* the capabilities that it is judged without, 1 << CAP_… */
	const char *target; /* of a freplace program, "object:program"; NULL: not said */
	enum reason skipped; /* why it is SKIPPED; REASON_NONE: it is judged */
	char why[256];
	char problem[384];	    /* why it cannot be told whether it is met; "" when it can */
	enum reason problem_reason; /* REASON_NONE: expectation-unclear */
};

/* What a program's annotations want done with it, 1 << VARIANT_… each. */
struct expect_ways {
	unsigned int judged; /* at least one */
	unsigned int along;  /* it is no test of its own: loaded with those of its object that are
				judged that way */
	bool runs;	     /* in some case it is run where it is accepted */
};
void expect_ways(struct expect_ways *ret, const struct btf *btf, const char *program);

/*
 * @btf NULL (an object without) gives the default.  @kernel NULL: of several cases the first is
 * taken whatever its conditions are; nothing is asked.  Lives as long as @btf.
 */
void expect_read(struct expectation *ret, const struct btf *btf, const char *program,
	enum variant variant, const struct expect_kernel *kernel);

#endif
