/* SPDX-License-Identifier: GPL-2.0-only */
/* What a fake kernel answers (fake_tree.py says how it is written). */
#ifndef TESTS_FAKE_ANSWERS_H
#define TESTS_FAKE_ANSWERS_H

#include "verdict/model.h"

#include <stdbool.h>
#include <stddef.h>

#define FAKE_MARK "FAKE-KERNEL "

/* The answer to one program. */
struct fake_answer {
	enum verdict verdict;
	int err;
	char reason[64];
	char log[1024]; /* of the verifier */
	int64_t insns, states;
	bool ran;
	int32_t retval;
	char splat[256]; /* reported while the program is loaded; "": none */
	char panic[256]; /* the kernel dies of it then; "": no */
	bool hang;	 /* the kernel stops then */
};

/* The fake kernel in @vmlinux (NUL-terminated); NULL: there is none. */
const char *fake_find(const char *vmlinux, size_t len);

/* What it does before it judges: the rest of that line of @text, copied; false: nothing. */
bool fake_word(const char *text, const char *word, char *ret, size_t size);

/*
 * Its answer to @program of @object.  @draw: 0 to 99, drawn for this boot.  False: a line of @text
 * is wrong, which is reported on standard error.
 */
bool fake_answer(struct fake_answer *ret, const char *text, const char *object, const char *program,
	unsigned int draw);

#endif
