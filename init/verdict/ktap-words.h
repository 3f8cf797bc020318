/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a verdict is in KTAP (Documentation/dev-tools/ktap.rst): each object is a test, with a
 * subtest for each of its programs.
 */
#ifndef VERDICT_KTAP_WORDS_H
#define VERDICT_KTAP_WORDS_H

#include "verdict/model.h"

#include <stdbool.h>

struct ktap_words {
	bool ok;
	const char *directive; /* "SKIP", "TIMEOUT", "ERROR", "crashed"; NULL: none */
};

/*
 *	met			ok
 *	unmet			not ok; "crashed" where the kernel was
 *	unknown			not ok # ERROR; # TIMEOUT where the program ran out of time
 *	skipped			ok # SKIP
 */
struct ktap_words ktap_program_words(enum verdict verdict, enum met met);

/* Programs by how they ended. */
struct ktap_counts {
	int met, unmet, unknown, skipped;
};
void ktap_count(struct ktap_counts *c, enum met met);

/*
 * An object whose programs ended so: not ok where one is unmet or unknown, an ERROR where none is
 * unmet, and skipped where none was met either.
 */
struct ktap_words ktap_object_words(const struct ktap_counts *c);

/*
 * Change @text, in place, so that it cannot end the results: the kernel's parser takes some lines
 * of a kernel's shutdown for the end, wherever they are in a line (KTAP_END of
 * tools/testing/kunit/kunit_parser.py, 6.12 and 7.2).
 */
void ktap_make_inert(char *text);
/*
 * The same for the name of a test and for what follows a directive.  It has no "#", where a
 * directive would begin, does not begin with "- ", which a parser drops, and ends with no blank.
 */
void ktap_make_name(char *text);

#endif
