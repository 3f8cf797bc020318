// SPDX-License-Identifier: GPL-2.0-only
/* Values of JSON are written into the bytes of BTF types, and what does not fit is said. */
#include "value/btf-value.h"

#include <bpf/libbpf.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static struct btf *btf;
static unsigned char bytes[256];
static char why[512];

/* Write @text at @path of a variable "v" of @type, whose bytes are @fill before. */
static int write_over(int type, const char *path, const char *text, unsigned char fill, size_t size)
{
	struct btf_place at = {.btf = btf, .type = (uint32_t)type, .path = "v"};
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	assert_true(type > 0 && size <= sizeof(bytes));
	if (!value)
		fail_msg("%s: no JSON", text);
	memset(bytes, fill, sizeof(bytes));
	strcpy(why, "");
	int r = btf_place_find(&at, &at, path, why, sizeof(why));
	if (!r)
		r = btf_value_write(bytes, size, &at, value, why, sizeof(why));
	json_decref(value);
	/* nothing outside of the variable */
	for (size_t i = size; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], fill);
	return r;
}

static void expect_bytes(
	int type, const char *path, const char *text, const void *expected, size_t n)
{
	if (write_over(type, path, text, 0, n))
		fail_msg("%s at %s: %s", text, path, why);
	assert_memory_equal(bytes, expected, n);
}

/* It is refused, with @part in the sentence. */
static void expect_why(int type, const char *path, const char *text, const char *part)
{
	if (!write_over(type, path, text, 0, sizeof(bytes)))
		fail_msg("%s at %s: no error", text, path);
	if (!strstr(why, part))
		fail_msg("%s at %s: \"%s\" lacks \"%s\"", text, path, why, part);
}

#define EXPECT(type, text, ctype, ...)                                                             \
	do {                                                                                       \
		const ctype expected_ = __VA_ARGS__;                                               \
		expect_bytes(type, "", text, &expected_, sizeof(expected_));                       \
	} while (0)

/* Whole numbers of each width and sign, at both ends of their range and one past. */
static void integers_are_checked_by_width_and_sign(void **state)
{
	const int s8 = btf__add_int(btf, "signed char", 1, BTF_INT_SIGNED),
		  u8 = btf__add_int(btf, "unsigned char", 1, 0),
		  s16 = btf__add_int(btf, "short", 2, BTF_INT_SIGNED),
		  u16 = btf__add_int(btf, "unsigned short", 2, 0),
		  s32 = btf__add_int(btf, "int", 4, BTF_INT_SIGNED),
		  u32 = btf__add_int(btf, "unsigned int", 4, 0),
		  s64 = btf__add_int(btf, "long", 8, BTF_INT_SIGNED),
		  u64 = btf__add_int(btf, "unsigned long", 8, 0);

	(void)state;
	EXPECT(s8, "-128", int8_t, -128);
	EXPECT(s8, "127", int8_t, 127);
	EXPECT(u8, "255", uint8_t, 255);
	EXPECT(s16, "-32768", int16_t, -32768);
	EXPECT(u16, "65535", uint16_t, 65535);
	EXPECT(s32, "-2147483648", int32_t, INT32_MIN);
	EXPECT(u32, "4294967295", uint32_t, UINT32_MAX);
	EXPECT(s64, "\"-9223372036854775808\"", int64_t, INT64_MIN);
	EXPECT(s64, "-9223372036854775808", int64_t, INT64_MIN);
	EXPECT(u64, "\"18446744073709551615\"", uint64_t, UINT64_MAX);
	EXPECT(u64, "\"0xFFFFFFFFFFFFFFFF\"", uint64_t, UINT64_MAX);
	EXPECT(u16, "\"0x1f\"", uint16_t, 0x1f);
	EXPECT(s32, "true", int32_t, 1);
	EXPECT(s32, "\"false\"", int32_t, 0);
	expect_why(s8, "", "128", "v: 128 is out of range, which is -128 to 127 (signed char)");
	expect_why(s8, "", "-129", "-128 to 127");
	expect_why(u8, "", "-1", "0 to 255");
	expect_why(u8, "", "256", "0 to 255 (unsigned char)");
	expect_why(s16, "", "32768", "-32768 to 32767");
	expect_why(u16, "", "70000", "0 to 65535");
	expect_why(s32, "", "2147483648", "-2147483648 to 2147483647");
	expect_why(u32, "", "-1", "0 to 4294967295");
	expect_why(s64, "", "\"9223372036854775808\"", "to 9223372036854775807");
	expect_why(u64, "", "-1", "0 to 18446744073709551615");
	expect_why(u64, "", "\"18446744073709551616\"", "whole number of at most 64 bits");
	expect_why(u64, "", "\"-9223372036854775809\"", "whole number");
	expect_why(u32, "", "1.5", "1.5 is no whole number");
	expect_why(u32, "", "\"twelve\"", "\"twelve\" is no whole number");
	expect_why(u32, "", "\"\"", "whole number");
	expect_why(u32, "", "\"0x\"", "whole number");
	expect_why(u32, "", "\" 1\"", "whole number");
	expect_why(u32, "", "\"1 \"", "whole number");
	expect_why(u32, "", "\"+1\"", "whole number");
	expect_why(u32, "", "\"--1\"", "whole number");
	expect_why(u32, "", "[1]", "a list is no whole number");
	expect_why(u32, "", "{}", "a mapping is no whole number");
	expect_why(u32, "", "null", "null is no whole number");
}

static void wide_integers_keep_their_sign(void **state)
{
	const int wide = btf__add_int(btf, "__int128", 16, BTF_INT_SIGNED),
		  uwide = btf__add_int(btf, "unsigned __int128", 16, 0);
	const __int128 minus = -5;

	(void)state;
	expect_bytes(wide, "", "-5", &minus, sizeof(minus));
	EXPECT(uwide, "\"0xffffffffffffffff\"", unsigned __int128, UINT64_MAX);
	expect_why(uwide, "", "-1", "out of range");
}

static void bools_and_floats_are_written(void **state)
{
	const int boolean = btf__add_int(btf, "_Bool", 1, BTF_INT_BOOL),
		  single = btf__add_float(btf, "float", 4),
		  twice = btf__add_float(btf, "double", 8),
		  longer = btf__add_float(btf, "long double", 16);

	(void)state;
	EXPECT(boolean, "true", uint8_t, 1);
	EXPECT(boolean, "\"true\"", uint8_t, 1);
	EXPECT(boolean, "1", uint8_t, 1);
	EXPECT(boolean, "false", uint8_t, 0);
	expect_why(boolean, "", "2", "0 to 1 (_Bool)");
	expect_why(boolean, "", "\"yes\"", "\"yes\" is no true or false");
	EXPECT(single, "0.5", float, 0.5f);
	EXPECT(single, "3", float, 3);
	EXPECT(twice, "-1e300", double, -1e300);
	EXPECT(twice, "\"2.5\"", double, 2.5);
	expect_why(single, "", "1e300", "too large");
	expect_why(single, "", "\"x\"", "\"x\" is no number (float)");
	expect_why(single, "", "true", "no number");
	expect_why(longer, "", "1", "floats of 4 and 8 bytes");
}

static void enums_are_named_or_numbered(void **state)
{
	const int mode = btf__add_enum(btf, "mode", 4);
	assert_int_equal(btf__add_enum_value(btf, "MODE_OFF", 0), 0);
	assert_int_equal(btf__add_enum_value(btf, "MODE_STRICT", 2), 0);
	assert_int_equal(btf__add_enum_value(btf, "MODE_NONE", -1), 0);
	const int small = btf__add_enum(btf, "small", 1);
	assert_int_equal(btf__add_enum_value(btf, "SMALL", 200), 0);
	const int wide = btf__add_enum64(btf, "wide", 8, false);
	assert_int_equal(btf__add_enum64_value(btf, "WIDE_ALL", UINT64_MAX), 0);
	const int nameless = btf__add_enum(btf, NULL, 4);

	(void)state;
	EXPECT(mode, "\"MODE_STRICT\"", int32_t, 2);
	EXPECT(mode, "\"MODE_NONE\"", int32_t, -1);
	EXPECT(mode, "7", int32_t, 7);
	EXPECT(mode, "\"0x10\"", int32_t, 16);
	EXPECT(small, "\"SMALL\"", uint8_t, 200);
	EXPECT(wide, "\"WIDE_ALL\"", uint64_t, UINT64_MAX);
	EXPECT(wide, "5", uint64_t, 5);
	expect_why(mode, "", "\"MODE_STRIKT\"",
		"v: \"MODE_STRIKT\" is no value of enum mode; did you mean MODE_STRICT");
	expect_why(mode, "", "true", "true is no value of enum mode");
	expect_why(small, "", "256", "to 255 (enum small)");
	expect_why(wide, "", "-1", "0 to 18446744073709551615");
	expect_why(nameless, "", "\"X\"", "no value of enum ");
}

/*
 * struct cfg {
 *	u16 port;				 0
 *	struct { u8 lo, hi; };			 2
 *	union { u32 word; u16 half; };		 4
 *	u32 a : 3, b : 7, c : 1;		 8
 *	struct { u16 lo, hi; } ports[3];	12
 *	char name[8];				24
 *	void *ptr;				32
 *	const volatile int *type_tag limit;	as typedef of int, 40
 * };						48
 */
static int add_cfg(void)
{
	const int u8 = btf__add_int(btf, "unsigned char", 1, 0),
		  u16 = btf__add_int(btf, "unsigned short", 2, 0),
		  u32 = btf__add_int(btf, "unsigned int", 4, 0),
		  s32 = btf__add_int(btf, "int", 4, BTF_INT_SIGNED),
		  chars = btf__add_int(btf, "char", 1, BTF_INT_SIGNED);
	const int limit = btf__add_typedef(btf, "limit_t",
		btf__add_const(btf, btf__add_volatile(btf, btf__add_type_tag(btf, "rcu", s32))));
	const int pointer = btf__add_ptr(btf, 0),
		  kptr = btf__add_ptr(btf, btf__add_type_tag(btf, "kptr_untrusted", u32)),
		  range = btf__add_struct(btf, "range", 4);

	btf__add_field(btf, "lo", u16, 0, 0);
	btf__add_field(btf, "hi", u16, 16, 0);
	const int ports = btf__add_array(btf, u32, range, 3),
		  name = btf__add_array(btf, u32, chars, 8);
	const int anonymous = btf__add_struct(btf, NULL, 2);
	btf__add_field(btf, "lo", u8, 0, 0);
	btf__add_field(btf, "hi", u8, 8, 0);
	const int either = btf__add_union(btf, NULL, 4);
	btf__add_field(btf, "word", u32, 0, 0);
	btf__add_field(btf, "half", u16, 0, 0);
	const int cfg = btf__add_struct(btf, "cfg", 56);
	btf__add_field(btf, "port", u16, 0, 0);
	btf__add_field(btf, NULL, anonymous, 16, 0);
	btf__add_field(btf, NULL, either, 32, 0);
	btf__add_field(btf, "a", u32, 64, 3);
	btf__add_field(btf, "b", u32, 67, 7);
	btf__add_field(btf, "c", u32, 74, 1);
	btf__add_field(btf, "ports", ports, 96, 0);
	btf__add_field(btf, "name", name, 192, 0);
	btf__add_field(btf, "ptr", pointer, 256, 0);
	btf__add_field(btf, "limit", limit, 320, 0);
	btf__add_field(btf, "kptr", kptr, 384, 0);
	assert_int_equal(btf_vlen(btf__type_by_id(btf, (uint32_t)cfg)), 11);
	return cfg;
}

static void members_are_written_and_others_kept(void **state)
{
	const int cfg = add_cfg();

	(void)state;
	if (write_over(
		    cfg, "", "{\"port\": 80, \"hi\": 9, \"word\": 4660, \"limit\": -2}", 0xee, 48))
		fail_msg("%s", why);
	assert_int_equal(bytes[0], 80);
	assert_int_equal(bytes[1], 0);
	assert_int_equal(bytes[2], 0xee); /* lo: kept */
	assert_int_equal(bytes[3], 9);
	assert_int_equal(bytes[4], 0x34);
	assert_int_equal(bytes[5], 0x12);
	assert_int_equal(bytes[6], 0);
	assert_int_equal(bytes[8], 0xee);
	assert_int_equal((int8_t)bytes[40], -2);
	assert_int_equal(bytes[43], 0xff);
	assert_int_equal(bytes[44], 0xee);
	/* members of a mapping may be paths too */
	if (write_over(cfg, "", "{\"ports[1].hi\": 7, \"ports[2]\": {\"lo\": 5}}", 0, 48))
		fail_msg("%s", why);
	assert_int_equal(bytes[18], 7);
	assert_int_equal(bytes[20], 5);
	if (write_over(cfg, "ports[2].lo", "513", 0, 48))
		fail_msg("%s", why);
	assert_int_equal(bytes[20], 1);
	assert_int_equal(bytes[21], 2);
	expect_why(
		cfg, "", "{\"prot\": 80}", "v: struct cfg has no member prot; did you mean port");
	expect_why(cfg, "", "{\"hj\": 80}", "did you mean");
	expect_why(
		cfg, "ports[1]", "{\"high\": 80}", "v.ports[1]: struct range has no member high");
	expect_why(cfg, "", "{\"ports\": [{}, {\"lo\": 70000}]}",
		"v.ports[1].lo: 70000 is out of range, which is 0 to 65535");
	expect_why(cfg, "", "{\"word\": 1, \"half\": 2}",
		"v.half overlaps with a member that is set before it");
	expect_why(cfg, "", "{\"\": 1}", "without a name");
	expect_why(cfg, "", "[1]", "it is struct cfg: a mapping of its members is needed");
	expect_why(cfg, "", "3", "a mapping of its members");
	/* a pointer is an address that the loader knows, but for one that the kernel keeps */
	if (write_over(cfg, "", "{\"ptr\": \"0xffffffff81000000\"}", 0, 56))
		fail_msg("%s", why);
	assert_int_equal(bytes[34], 0);
	assert_int_equal(bytes[35], 0x81);
	assert_int_equal(bytes[39], 0xff);
	expect_why(cfg, "ptr", "-1", "v.ptr: -1 is no address");
	expect_why(cfg, "ptr", "true", "v.ptr: true is no address");
	expect_why(cfg, "ptr", "\"lock\"", "v.ptr: \"lock\" is no address");
	expect_why(cfg, "kptr", "0", "v.kptr is a pointer that only the program or the kernel can");
	expect_why(cfg, "port.x", "1", "v.port has no members: it is unsigned short");
	expect_why(cfg, "port[0]", "1", "v.port has no elements: it is unsigned short");
	expect_why(cfg, "ports[3]", "{}", "v.ports has 3 elements, and none at index 3");
	expect_why(cfg, "ports[x]", "{}", "\"[x]\" is no index");
	expect_why(cfg, "ports[1", "{}", "\"[1\" is no index");
	expect_why(cfg, "ports[]", "{}", "no index");
	expect_why(cfg, "ports[99999999999999]", "{}", "no index");
	expect_why(cfg, "ports[1]..lo", "1", "v.ports[1]: the name of a member is empty");
	expect_why(cfg, "ports.", "1", "v.ports has no members");
}

static void bitfields_keep_their_neighbours(void **state)
{
	const int cfg = add_cfg(), u32 = btf__add_int(btf, "unsigned int", 4, 0);

	(void)state;
	if (write_over(cfg, "", "{\"b\": 85}", 0xff, 48))
		fail_msg("%s", why);
	/* bits 3 to 9 of the word at 8 */
	assert_int_equal(bytes[8], 0xaf);
	assert_int_equal(bytes[9], 0xfe);
	assert_int_equal(bytes[10], 0xff);
	expect_why(cfg, "b", "128", "v.b: 128 is out of range, which is 0 to 127, a bitfield");
	expect_why(cfg, "c", "2", "0 to 1");
	/* of compilers that describe them by an integer type with an offset */
	const int old = btf__add_int(btf, "unsigned int", 4, 0);
	struct btf_type *t = (struct btf_type *)(uintptr_t)btf__type_by_id(btf, (uint32_t)old);
	*(uint32_t *)(t + 1) = 2 << 16 | 5; /* offset 2, 5 bits */
	const int s = btf__add_struct(btf, "old", 4);
	btf__add_field(btf, "first", u32, 0, 0);
	btf__add_field(btf, "field", old, 8, 0);
	if (write_over(s, "field", "31", 0, 4))
		fail_msg("%s", why);
	assert_int_equal(bytes[0], 0);
	assert_int_equal(bytes[1], 31 << 2);
	expect_why(s, "field", "32", "0 to 31");
}

static void arrays_are_written_whole(void **state)
{
	const int u32 = btf__add_int(btf, "unsigned int", 4, 0),
		  chars = btf__add_int(btf, "char", 1, BTF_INT_SIGNED),
		  boolean = btf__add_int(btf, "_Bool", 1, BTF_INT_BOOL);
	const int list = btf__add_array(btf, u32, u32, 4),
		  text = btf__add_array(btf, u32, chars, 5),
		  flags = btf__add_array(btf, u32, boolean, 2),
		  grid = btf__add_array(btf, u32, btf__add_array(btf, u32, chars, 2), 2),
		  none = btf__add_array(btf, u32, u32, 0);
	const uint32_t two[4] = {1, 2};

	(void)state;
	if (write_over(list, "", "[1, 2]", 0xee, 16))
		fail_msg("%s", why);
	assert_memory_equal(bytes, two, sizeof(two));
	if (write_over(text, "", "\"eth\"", 0xee, 5))
		fail_msg("%s", why);
	assert_memory_equal(bytes, "eth\0\0", 5);
	/* as in C the last NUL may be missing */
	expect_bytes(text, "", "\"wlan0\"", "wlan0", 5);
	expect_bytes(text, "", "[104, 105]", "hi\0\0\0", 5);
	expect_bytes(text, "", "[]", "\0\0\0\0\0", 5);
	expect_bytes(flags, "", "[false, true]", "\0\1", 2);
	expect_bytes(grid, "", "[[1, 2], \"x\"]", "\1\2x\0", 4);
	expect_bytes(grid, "[1][0]", "9", "\0\0\11\0", 4);
	expect_bytes(grid, "[0]", "\"ab\"", "ab\0\0", 4);
	expect_why(list, "", "[1, 2, 3, 4, 5]", "the list has 5 elements, and 4 fit");
	expect_why(list, "", "\"x\"", "a list is needed");
	expect_why(list, "", "1", "a list is needed");
	expect_why(list, "", "{\"0\": 1}", "a list is needed");
	expect_why(flags, "", "\"ab\"", "no char[]");
	expect_why(text, "", "\"wlan00\"", "the string has 6 bytes, and 5 fit");
	expect_why(none, "", "[1]", "0 fit");
	expect_why(list, "[4]", "1", "none at index 4");
}

static void types_without_values_are_refused(void **state)
{
	const int fwd = btf__add_fwd(btf, "opaque", BTF_FWD_STRUCT),
		  proto = btf__add_func_proto(btf, 0),
		  func = btf__add_func(btf, "f", BTF_FUNC_GLOBAL, proto);

	(void)state;
	expect_why(fwd, "", "{}", "v has a type without values: opaque");
	expect_why(proto, "", "1", "without values: function");
	expect_why(func, "", "1", "without values");
	expect_why(9999, "", "1", "without values");
	expect_why(fwd, "x", "1", "v has no members");
}

static struct btf_type *type_at(int id)
{
	return (struct btf_type *)(uintptr_t)btf__type_by_id(btf, (uint32_t)id);
}

/* An object's BTF may say anything. */
static void hostile_types_end(void **state)
{
	const int u8 = btf__add_int(btf, "unsigned char", 1, 0),
		  u32 = btf__add_int(btf, "unsigned int", 4, 0);
	/* a typedef of itself */
	const int loop = btf__add_typedef(btf, "loop", u8);
	type_at(loop)->type = (uint32_t)loop;
	expect_why(loop, "", "1", "without values");
	expect_why(loop, "x", "1", "no members");
	/* a struct of itself, without names: each member leads to all of them again */
	const int self = btf__add_struct(btf, "self", 8);
	for (int i = 0; i < 200; i++)
		btf__add_field(btf, NULL, self, 0, 0);
	expect_why(self, "x", "1", "struct self has no member x");
	/* a struct of itself, with names */
	const int deep = btf__add_struct(btf, "deep", 8);
	btf__add_field(btf, "d", deep, 0, 0);
	btf__add_field(btf, "n", u8, 0, 0);
	char text[1024], end[256];
	size_t at = 0;
	for (int i = 0; i < 100; i++) {
		strcpy(text + at, "{\"d\":");
		at += 5;
	}
	memset(end, '}', 100);
	end[100] = '\0';
	strcpy(text + at, "1");
	strcat(text, end);
	expect_why(deep, "", text, "more than 32 lists and mappings");
	/* a member beyond its struct, and one before the end that does not fit */
	const int beyond = btf__add_struct(btf, "beyond", 4);
	btf__add_field(btf, "far", u32, 8U * 4000, 0);
	btf__add_field(btf, "across", u32, 8U * 253, 0);
	btf__add_field(btf, "last", u8, 0xfffffff8, 0);
	expect_why(beyond, "far", "1", "outside of its variable");
	expect_why(beyond, "across", "1", "outside of its variable");
	expect_why(beyond, "last", "1", "outside of its variable");
	/* arrays larger than all memory */
	const int huge = btf__add_array(btf, u32, u32, UINT32_MAX);
	expect_why(huge, "", "[1]", "outside of its variable");
	expect_why(huge, "[4294967294]", "1", "its BTF gives its elements no size");
	const int huger = btf__add_array(btf, u32, huge, UINT32_MAX);
	expect_why(huger, "", "[[1]]", "outside of its variable");
	expect_why(huger, "[1][1]", "1", "no size");
	const int text_huge = btf__add_array(btf, u32, u8, UINT32_MAX);
	expect_why(text_huge, "", "\"x\"", "outside of its variable");
	expect_why(text_huge, "[4294967294]", "1", "outside of its variable");
	/* an array of itself */
	const int ring = btf__add_array(btf, u32, u8, 2);
	btf_array(type_at(ring))->type = (uint32_t)ring;
	expect_why(ring, "[1][1]", "1", "no size");
	expect_why(ring, "", "[[1]]", "outside of its variable");
	/* integers of no bits, and of too many */
	const int odd = btf__add_int(btf, "odd", 4, 0);
	type_at(odd)->size = 0;
	expect_why(odd, "", "1", "gives it 0 bits");
	type_at(odd)->size = 1000;
	expect_why(odd, "", "1", "gives it 8000 bits");
	/* a bitfield in a list's element that starts amid a byte */
	const int pair = btf__add_array(btf, u32, u8, 2), skew = btf__add_struct(btf, "skew", 8);
	btf__add_field(btf, "a", pair, 0, 0);
	btf_members(type_at(skew))->offset = 3;
	expect_why(skew, "a", "[1]", "outside of its variable");
	(void)state;
}

static int start(void **state)
{
	(void)state;
	btf = btf__new_empty();
	return !btf;
}

static int end(void **state)
{
	(void)state;
	btf__free(btf);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(integers_are_checked_by_width_and_sign),
		TEST(wide_integers_keep_their_sign),
		TEST(bools_and_floats_are_written),
		TEST(enums_are_named_or_numbered),
		TEST(members_are_written_and_others_kept),
		TEST(bitfields_keep_their_neighbours),
		TEST(arrays_are_written_whole),
		TEST(types_without_values_are_refused),
		TEST(hostile_types_end),
	};

	libbpf_set_print(NULL);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
