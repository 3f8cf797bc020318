// SPDX-License-Identifier: GPL-2.0-only
#include "value/btf-value.h"
#include "value/btf-scalar.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct writer {
	unsigned char *bytes;
	size_t size;
	/* a bit for each bit of @bytes: set by this value, so that union members do not overlap */
	unsigned char *written;
	int depth;
	char *why;
	size_t why_size;
};

static int write_value(struct writer *w, const struct btf_place *at, const json_t *value);

/* Whether the @bits bits from @at on lie within the value. */
static int check_inside(struct writer *w, const struct btf_place *at, uint64_t bits)
{
	if (at->bit <= w->size * 8 && bits <= w->size * 8 - at->bit)
		return 0;
	snprintf(w->why, w->why_size, "%s: the object's BTF places it outside of its variable",
		at->path);
	return -EINVAL;
}

/*
 * Write the lowest @bits bits of @value, with its sign beyond bit 63.  A bitfield counts from the
 * lowest bit on little-endian machines and from the highest on big-endian ones, and so do the bytes
 * of an integer.
 */
static int put_bits(
	struct writer *w, const struct btf_place *at, struct btf_number value, uint64_t bits)
{
	int r = check_inside(w, at, bits);

	for (uint64_t i = 0; i < bits && !r; i++) {
		const bool set = i < 64 ? value.bits >> i & 1 : value.negative;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		const uint64_t pos = at->bit + i;
		const unsigned char mask = (unsigned char)(1U << pos % 8);
#else
		const uint64_t pos = at->bit + bits - 1 - i;
		const unsigned char mask = (unsigned char)(0x80U >> pos % 8);
#endif
		if (w->written[pos / 8] & mask) {
			snprintf(w->why, w->why_size,
				"%s overlaps with a member that is set before it", at->path);
			return -EINVAL;
		}
		w->written[pos / 8] |= mask;
		w->bytes[pos / 8] =
			(unsigned char)(set ? w->bytes[pos / 8] | mask : w->bytes[pos / 8] & ~mask);
	}
	return r;
}

static int write_scalar(struct writer *w, const struct btf_place *at, const json_t *value)
{
	struct btf_number number;
	uint64_t bits;
	int r = btf_scalar_read(&number, &bits, at, value, w->why, w->why_size);

	return r ? r : put_bits(w, at, number, bits);
}

/* Make all of the array at @at zero, which a list or string then writes. */
static int clear_array(struct writer *w, const struct btf_place *at)
{
	const int64_t size = btf__resolve_size(at->btf, at->type);

	if (size < 0 || at->bit % 8 || check_inside(w, at, (uint64_t)size * 8)) {
		snprintf(w->why, w->why_size,
			"%s: the object's BTF places it outside of its variable", at->path);
		return -EINVAL;
	}
	memset(w->bytes + at->bit / 8, 0, (size_t)size);
	return 0;
}

/* Whether the elements of @array are characters: integers of a byte, but not bool. */
static bool is_text(const struct btf *btf, const struct btf_array *array)
{
	const struct btf_type *of = btf_place_strip(btf, array->type);

	return of && btf_is_int(of) && of->size == 1 && !(btf_int_encoding(of) & BTF_INT_BOOL);
}

static int write_text(struct writer *w, const struct btf_place *at, const json_t *value)
{
	const struct btf_array *array = btf_array(btf_place_strip(at->btf, at->type));
	const char *text = json_string_value(value);
	const size_t len = json_string_length(value);

	if (!is_text(at->btf, array)) {
		snprintf(w->why, w->why_size, "%s: a list is needed, not a string: it is no char[]",
			at->path);
		return -EINVAL;
	}
	if (len > array->nelems) {
		snprintf(w->why, w->why_size, "%s: the string has %zu bytes, and %u fit", at->path,
			len, array->nelems);
		return -EINVAL;
	}
	int r = clear_array(w, at);
	for (size_t i = 0; i < len && !r; i++) {
		struct btf_place c = *at;
		c.bit += i * 8;
		r = put_bits(w, &c, (struct btf_number){.bits = (unsigned char)text[i]}, 8);
	}
	return r;
}

static int write_array(struct writer *w, const struct btf_place *at, const json_t *value)
{
	const uint32_t nelems = btf_array(btf_place_strip(at->btf, at->type))->nelems;
	struct btf_place element;
	const json_t *item;
	size_t i;

	if (json_is_string(value))
		return write_text(w, at, value);
	if (!json_is_array(value)) {
		snprintf(w->why, w->why_size, "%s: it is an array: a list is needed, [1, 2]",
			at->path);
		return -EINVAL;
	}
	if (json_array_size(value) > nelems) {
		snprintf(w->why, w->why_size, "%s: the list has %zu elements, and %u fit", at->path,
			json_array_size(value), nelems);
		return -EINVAL;
	}
	int r = clear_array(w, at);
	json_array_foreach(value, i, item)
	{
		if (!r)
			r = btf_place_element(&element, at, i, w->why, w->why_size);
		if (!r)
			r = write_value(w, &element, item);
	}
	return r;
}

static int write_members(struct writer *w, const struct btf_place *at, const json_t *value)
{
	struct btf_place member;
	json_t *item;
	const char *name;
	char type[96];

	if (!json_is_object(value)) {
		snprintf(w->why, w->why_size, "%s: it is %s: a mapping of its members is needed",
			at->path, btf_place_type_name(type, sizeof(type), at->btf, at->type));
		return -EINVAL;
	}
	json_object_foreach((json_t *)(uintptr_t)value, name, item)
	{
		if (!*name) {
			snprintf(w->why, w->why_size, "%s: a member without a name", at->path);
			return -EINVAL;
		}
		int r = btf_place_find(&member, at, name, w->why, w->why_size);
		if (!r)
			r = write_value(w, &member, item);
		if (r)
			return r;
	}
	return 0;
}

/* Whether @t, a pointer, is one that the kernel keeps in a map: it has a tag, as __kptr. */
static bool is_tagged(const struct btf *btf, const struct btf_type *t)
{
	const struct btf_type *to = btf__type_by_id(btf, t->type);

	return to && btf_is_type_tag(to);
}

static int refuse(struct writer *w, const struct btf_place *at, const struct btf_type *t)
{
	char name[96];

	if (t && btf_is_ptr(t))
		snprintf(w->why, w->why_size,
			"%s is a pointer that only the program or the kernel can set", at->path);
	else
		snprintf(w->why, w->why_size, "%s has a type without values: %s", at->path,
			btf_place_type_name(name, sizeof(name), at->btf, at->type));
	return -EINVAL;
}

static int write_value(struct writer *w, const struct btf_place *at, const json_t *value)
{
	const struct btf_type *t = btf_place_strip(at->btf, at->type);
	int r;

	if (++w->depth > BTF_VALUE_DEPTH) {
		snprintf(w->why, w->why_size,
			"%s: more than %d lists and mappings within each other", at->path,
			BTF_VALUE_DEPTH);
		return -EINVAL;
	}
	if (t && btf_is_composite(t))
		r = write_members(w, at, value);
	else if (t && btf_is_array(t))
		r = write_array(w, at, value);
	else if (t && (btf_is_int(t) || btf_is_any_enum(t) || btf_is_float(t) ||
			      (btf_is_ptr(t) && !is_tagged(at->btf, t))))
		r = write_scalar(w, at, value);
	else
		r = refuse(w, at, t);
	w->depth--;
	return r;
}

int btf_value_write(unsigned char *bytes, size_t size, const struct btf_place *place,
	const json_t *value, char *why, size_t why_size)
{
	struct writer w = {.bytes = bytes,
		.size = size,
		.written = calloc(size ? size : 1, 1),
		.why = why,
		.why_size = why_size};

	if (!w.written)
		return -ENOMEM;
	int r = write_value(&w, place, value);
	free(w.written);
	return r;
}
