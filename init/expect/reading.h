/* SPDX-License-Identifier: GPL-2.0-only */
/* What a program's annotations say, while they are read. */
#ifndef INIT_READING_H
#define INIT_READING_H

#include "expect/expectation.h"

#include <stdbool.h>
#include <stdint.h>

/* What was read for one variant; nothing is inherited from the other one yet. */
struct variant_reading {
	enum verdict expected; /* NONE: not annotated */
	const char *reason;
	struct messages log, xlated, jited, streams[EXPECT_STREAMS];
	bool runs, any_retval;
	int32_t retval;
	uint64_t kept; /* test_caps_unpriv: capabilities that the unprivileged variant keeps */
};

/* The annotations of a program read so far.  All zero to begin with. */
struct reading {
	struct expectation common; /* what holds for both variants, and the first problem */
	struct variant_reading variants[VARIANTS];
	bool arch_named;       /* test_arch is there … */
	bool arch_ours;	       /* … and one of them names this machine's architecture */
	bool arch_last;	       /* the last one does: the test_jited after it are for this machine */
	const char *load_mode; /* "jited", "no_jited"; NULL: either */
};

#endif
