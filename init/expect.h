/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a program's own annotations expect of it: BTF decl tags in the kernel selftests' encoding, in the
 * spellings of 6.1 ("comment:test_expect_msg=…"), 6.12 ("comment:test_expect_msg=<n>=…") and 7.x
 * ("comment:<n>:test_expect_msg=…").
 */
#ifndef INIT_EXPECT_H
#define INIT_EXPECT_H

#include "verdict/model.h"

#include <bpf/btf.h>
#include <stddef.h>
#include <stdint.h>

#define EXPECT_MESSAGES 64
#define EXPECT_MARK	"comment:" /* every annotation begins so */

struct expectation {
	enum verdict expected;		       /* ACCEPTED unless said otherwise; SKIPPED: not to be judged alone */
	const char *messages[EXPECT_MESSAGES]; /* in order; point into the BTF */
	size_t n_messages;
	uint32_t log_level; /* 0: not asked for */
	char problem[256];  /* why it cannot be told whether it is met; "" when it can */
};

/* @btf NULL (an object without) gives the default.  Lives as long as @btf. */
void expect_read(struct expectation *ret, const struct btf *btf, const char *program);

/*
 * Whether every message is in @log, but for its lines of source, each behind the one before; {{…}} is POSIX extended with REG_NEWLINE.
 * MET_NONE when there is none to look for; MET_UNMET with the first missing one in @why;
 * MET_UNTOLD where a pattern is none, or @cut and one is missing.
 */
enum met expect_messages(const struct expectation *e, const char *log, int cut, char *why, size_t why_size);

#endif
