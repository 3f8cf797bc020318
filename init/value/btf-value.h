/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a value of JSON into the bytes of a BTF type, as a loader writes into a struct of its
 * skeleton:
 *
 *	integer		a number, or a string with one: "0x1f", "18446744073709551615"; true and
 *			false are 1 and 0
 *	enum		the name of a value, or a number
 *	float, double	a number
 *	char[]		a string; the rest becomes NUL; as in C the last NUL may be missing
 *	array		a list; elements beyond its end become 0
 *	struct, union	a mapping of members, named by path ("range.lo", "ports[2]"); all others
 *			keep what they have
 *
 * Pointers cannot be written.  What does not fit is an error, never cut.
 */
#ifndef INIT_BTF_VALUE_H
#define INIT_BTF_VALUE_H

#include "value/btf-place.h"

#include <jansson.h>
#include <stddef.h>

#define BTF_VALUE_DEPTH 32 /* lists and mappings within each other */

/*
 * Write @value to @place in @bytes (@size bytes, in this machine's byte order).  0; -ENOMEM;
 * -EINVAL with a sentence in @why, which names the member and what is allowed; @bytes may be
 * written in part then.  @why may have text of the object's, uncleaned.
 */
int btf_value_write(unsigned char *bytes, size_t size, const struct btf_place *place,
	const json_t *value, char *why, size_t why_size);

#endif
