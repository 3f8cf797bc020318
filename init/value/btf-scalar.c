// SPDX-License-Identifier: GPL-2.0-only
#include "value/btf-scalar.h"
#include "verdict/nearest.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX 1024 /* of an enum, that are compared for a suggestion */

/* The value for messages: "70000", "\"word\"", "a list". */
static const char *show(char *ret, size_t size, const json_t *value)
{
	if (json_is_string(value))
		snprintf(ret, size, "\"%.60s\"", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(ret, size, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(ret, size, "%g", json_real_value(value));
	else
		snprintf(ret, size, "%s",
			json_is_array(value)	? "a list"
			: json_is_object(value) ? "a mapping"
			: json_is_true(value)	? "true"
			: json_is_false(value)	? "false"
						: "null");
	return ret;
}

/* Read "12", "-3", "0xff"; false: it is no such number, or needs more than 64 bits. */
static bool read_text(struct btf_number *ret, const char *text)
{
	const bool negative = *text == '-';
	const char *digits = text + negative;
	const bool hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
	char *end;

	if (!isxdigit((unsigned char)digits[hex ? 2 : 0]))
		return false;
	errno = 0;
	const unsigned long long n = strtoull(digits + (hex ? 2 : 0), &end, hex ? 16 : 10);
	if (*end || errno || end == digits || (negative && n > (uint64_t)1 << 63))
		return false;
	ret->negative = negative && n;
	ret->bits = negative ? -(uint64_t)n : n;
	return true;
}

static bool read_number(struct btf_number *ret, const json_t *value)
{
	if (json_is_string(value)) {
		const char *text = json_string_value(value);
		const bool yes = strcmp(text, "true") == 0;
		if (!yes && strcmp(text, "false") != 0)
			return read_text(ret, text);
		*ret = (struct btf_number){.bits = yes};
		return true;
	}
	if (!json_is_integer(value) && !json_is_boolean(value))
		return false;
	const json_int_t n =
		json_is_integer(value) ? json_integer_value(value) : json_is_true(value);
	*ret = (struct btf_number){.bits = (uint64_t)n, .negative = n < 0};
	return true;
}

/* The least and the greatest value of a type, where it has at most 64 bits. */
struct range {
	int64_t least;
	uint64_t most;
};

static struct range range_of(uint64_t bits, bool is_signed, bool is_unsigned)
{
	struct range r = {0, UINT64_MAX};

	bits = bits > 64 ? 64 : bits;
	if (is_signed)
		r.least = bits == 64 ? INT64_MIN : -((int64_t)1 << (bits - 1));
	if (is_unsigned)
		r.most = bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1;
	else
		r.most = ((uint64_t)1 << (bits - 1)) - 1;
	return r;
}

static bool is_inside(const struct range *r, const struct btf_number *n)
{
	return n->negative ? (int64_t)n->bits >= r->least : n->bits <= r->most;
}

static int out_of_range(const struct btf_place *at, const json_t *value, const struct range *r,
	char *why, size_t why_size)
{
	char shown[80], type[96];

	snprintf(why, why_size, "%s: %s is out of range, which is %lld to %llu%s (%s)", at->path,
		show(shown, sizeof(shown), value), (long long)r->least, (unsigned long long)r->most,
		at->bits ? ", a bitfield" : "",
		btf_place_type_name(type, sizeof(type), at->btf, at->type));
	return -EINVAL;
}

static int read_int(struct btf_number *ret, uint64_t bits, const struct btf_place *at,
	const struct btf_type *t, const json_t *value, char *why, size_t why_size)
{
	const int encoding = btf_int_encoding(t);
	const bool is_bool = encoding & BTF_INT_BOOL, is_signed = encoding & BTF_INT_SIGNED;
	const struct range r =
		is_bool ? (struct range){0, 1} : range_of(bits, is_signed, !is_signed);
	char shown[80], type[96];

	if (!read_number(ret, value)) {
		snprintf(why, why_size, "%s: %s is no %s (%s)", at->path,
			show(shown, sizeof(shown), value),
			is_bool ? "true or false" : "whole number of at most 64 bits",
			btf_place_type_name(type, sizeof(type), at->btf, at->type));
		return -EINVAL;
	}
	return is_inside(&r, ret) ? 0 : out_of_range(at, value, &r, why, why_size);
}

/* The value of @name in the enum @t; the names it has are in @names, @ret_n of them. */
static bool find_enumerator(struct btf_number *ret, const struct btf *btf, const struct btf_type *t,
	const char *name, const char *names[NAMES_MAX], size_t *ret_n)
{
	*ret_n = 0;
	for (uint32_t i = 0; i < btf_vlen(t); i++) {
		const bool wide = btf_is_enum64(t);
		const char *of = btf__name_by_offset(
			btf, wide ? btf_enum64(t)[i].name_off : btf_enum(t)[i].name_off);
		if (!of)
			continue;
		if (strcmp(of, name) == 0) {
			const int64_t n = wide ? (int64_t)btf_enum64_value(&btf_enum64(t)[i])
					       : btf_enum(t)[i].val;
			ret->bits = (uint64_t)n;
			ret->negative = n < 0 && (!wide || btf_kflag(t));
			return true;
		}
		if (*ret_n < NAMES_MAX)
			names[(*ret_n)++] = of;
	}
	return false;
}

/* An enumerator's value is the object's own; only a number can be out of range. */
static int read_enum(struct btf_number *ret, uint64_t bits, const struct btf_place *at,
	const struct btf_type *t, const json_t *value, char *why, size_t why_size)
{
	/* clang before 16 does not say whether an enum is signed: what fits either way is taken */
	const struct range r = range_of(bits, btf_kflag(t) || btf_is_enum(t), !btf_kflag(t));
	const char *names[NAMES_MAX], *text = json_string_value(value);
	char shown[80], type[96], question[160] = "";
	size_t n = 0;

	if (text && find_enumerator(ret, at->btf, t, text, names, &n))
		return 0;
	if (read_number(ret, value) && !json_is_boolean(value))
		return is_inside(&r, ret) ? 0 : out_of_range(at, value, &r, why, why_size);
	if (text)
		nearest_question(question, sizeof(question), text, names, n);
	snprintf(why, why_size, "%s: %s is no value of %s%s", at->path,
		show(shown, sizeof(shown), value),
		btf_place_type_name(type, sizeof(type), at->btf, at->type), question);
	return -EINVAL;
}

/* An address, which only the loader knows; the verifier takes it for a number. */
static int read_pointer(struct btf_number *ret, const struct btf_place *at, const json_t *value,
	char *why, size_t why_size)
{
	char shown[80];

	if (read_number(ret, value) && !ret->negative && !json_is_boolean(value))
		return 0;
	snprintf(why, why_size, "%s: %s is no address: a number from 0 on of at most 64 bits",
		at->path, show(shown, sizeof(shown), value));
	return -EINVAL;
}

static bool read_real(double *ret, const json_t *value)
{
	const char *text = json_string_value(value);
	char *end;

	if (!text) {
		*ret = json_number_value(value);
		return json_is_number(value);
	}
	*ret = strtod(text, &end);
	return end != text && !*end && !isspace((unsigned char)*text);
}

static int read_float(struct btf_number *ret, const struct btf_place *at, const struct btf_type *t,
	const json_t *value, char *why, size_t why_size)
{
	char shown[80], type[96];
	double wide;
	float narrow;

	btf_place_type_name(type, sizeof(type), at->btf, at->type);
	if (t->size != sizeof(narrow) && t->size != sizeof(wide)) {
		snprintf(why, why_size, "%s: only floats of 4 and 8 bytes can be set, not %s",
			at->path, type);
		return -EINVAL;
	}
	if (!read_real(&wide, value)) {
		snprintf(why, why_size, "%s: %s is no number (%s)", at->path,
			show(shown, sizeof(shown), value), type);
		return -EINVAL;
	}
	narrow = (float)wide;
	if (t->size == sizeof(narrow) && isinf(narrow) && !isinf(wide)) {
		snprintf(why, why_size, "%s: %s is too large for %s", at->path,
			show(shown, sizeof(shown), value), type);
		return -EINVAL;
	}
	*ret = (struct btf_number){0};
	if (t->size == sizeof(narrow)) {
		uint32_t bits;
		memcpy(&bits, &narrow, sizeof(bits));
		ret->bits = bits;
	} else {
		memcpy(&ret->bits, &wide, sizeof(wide));
	}
	return 0;
}

int btf_scalar_read(struct btf_number *ret, uint64_t *ret_bits, const struct btf_place *at,
	const json_t *value, char *why, size_t why_size)
{
	const struct btf_type *t = btf_place_strip(at->btf, at->type);
	const uint64_t bits = btf_is_ptr(t) ? 64 : at->bits ? at->bits : t->size * 8ULL;

	if (!bits || bits > 128) {
		snprintf(why, why_size, "%s: its BTF gives it %llu bits", at->path,
			(unsigned long long)bits);
		return -EINVAL;
	}
	*ret_bits = bits;
	if (btf_is_ptr(t))
		return read_pointer(ret, at, value, why, why_size);
	if (btf_is_float(t))
		return read_float(ret, at, t, value, why, why_size);
	return btf_is_int(t) ? read_int(ret, bits, at, t, value, why, why_size)
			     : read_enum(ret, bits, at, t, value, why, why_size);
}
