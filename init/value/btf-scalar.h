/* SPDX-License-Identifier: GPL-2.0-only */
/* Read a JSON value as an integer, enum, address or floating-point number of a BTF type. */
#ifndef INIT_BTF_SCALAR_H
#define INIT_BTF_SCALAR_H

#include "value/btf-place.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The bits of a number, those of a negative one in two's complement. */
struct btf_number {
	uint64_t bits;
	bool negative;
};

/*
 * Read @value for @at, whose type is an integer, an enum, a pointer or a float; its width is in
 * @ret_bits, 1 to 128.  0; -EINVAL with what is allowed in @why.
 */
int btf_scalar_read(struct btf_number *ret, uint64_t *ret_bits, const struct btf_place *at,
	const json_t *value, char *why, size_t why_size);

#endif
