/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program's own annotations expect of it: BTF decl tags in the kernel selftests' encoding, in the
 * spellings of 6.1 ("comment:test_expect_msg=…"), 6.12 ("comment:test_expect_msg=<n>=…") and 7.x
 * ("comment:<n>:test_expect_msg=…"), and those of <bpfjury/expect.h>, where cases and conditions are explained.
 */
#ifndef INIT_EXPECT_H
#define INIT_EXPECT_H

#include "verdict/model.h"

#include <bpf/btf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPECT_TAGS	   256 /* annotations of one program that are read */
#define EXPECT_MESSAGES	   64
#define EXPECT_MESSAGE_MAX 1024	      /* bytes of one */
#define EXPECT_MARK	   "comment:" /* every annotation begins so */

struct expectation {
	enum verdict expected; /* ACCEPTED unless said otherwise; SKIPPED: not to be judged, @why says it */
	const char *reason;    /* the word asked for; NULL: any */
	const char *messages[EXPECT_MESSAGES]; /* in order; point into the BTF */
	size_t n_messages;
	uint32_t log_level;  /* 0: not asked for */
	const char *shows;   /* in a few words, what the program is for; NULL: not said */
	const char *from;    /* the first release that takes it, for people; NULL: not said */
	const char *caps;    /* the capabilities it is judged with, "CAP_BPF|CAP_NET_ADMIN"; NULL: all */
	uint64_t cap_bits;   /* the same, 1 << CAP_…; 0: all */
	const char *target;  /* of a freplace program, "object:program"; NULL: not said */
	const char *skipped; /* the reason word of what is SKIPPED */
	char why[256];
	char problem[384]; /* why it cannot be told whether it is met; "" when it can */
};

/* The kernel that conditions ask. */
struct expect_kernel {
	const char *version; /* true upstream version, "6.12.117" */
	/* 1: it has @what ("helper:bpf_loop"); 0: it has not; -errno: it cannot be told, @why says it; -EINVAL: no such question */
	int (*has)(void *data, const char *what, char *why, size_t why_size);
	void *data;
};

/*
 * @btf NULL (an object without) gives the default.  @kernel NULL: of several cases the first is taken whatever its
 * conditions are; nothing is asked.  Lives as long as @btf.
 */
void expect_read(
	struct expectation *ret, const struct btf *btf, const char *program, const struct expect_kernel *kernel);

/*
 * An annotation in the object that is no program's: of a function that is none, a parameter, a variable.  Its text with
 * what it is of, in @ret; false: there is none.  @is_program tells of functions by their name.
 */
bool expect_stray(
	char *ret, size_t size, const struct btf *btf, bool (*is_program)(void *data, const char *name), void *data);

/* One annotation: "test_expect_msg" and what stands behind its =, "" where nothing does.  Both point into the BTF. */
struct annotation {
	const char *name, *value;
	size_t name_len;
};

/* Those of @program in order, @size at most: how many. */
size_t expect_annotations(struct annotation *ret, size_t size, const struct btf *btf, const char *program);

/*
 * Whether every message is in @log, but for its lines of source, each behind the one before; {{…}} is POSIX extended with REG_NEWLINE.
 * MET_NONE when there is none to look for; MET_UNMET with the first missing one in @why;
 * MET_UNTOLD where a pattern is none, or @cut and one is missing.
 */
enum met expect_messages(const struct expectation *e, const char *log, int cut, char *why, size_t why_size);

#endif
