// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which differences between what an object expects and what a kernel has are said: of the records
 * of tracepoints, and of the arguments of functions.
 */
#include "layout/arguments.h"
#include "layout/compare-event.h"
#include "layout/registers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#define HEADER                                                                                     \
	"\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"                     \
	"\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"                     \
	"\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"             \
	"\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n"
#define NAME(name) "name: " name "\nID: 306\nformat:\n"

/* 5.10 to 6.15 */
static const char fork_arrays[] = NAME("sched_process_fork") HEADER
	"\n\tfield:char parent_comm[16];\toffset:8;\tsize:16;\tsigned:1;\n"
	"\tfield:pid_t parent_pid;\toffset:24;\tsize:4;\tsigned:1;\n"
	"\tfield:char child_comm[16];\toffset:28;\tsize:16;\tsigned:1;\n"
	"\tfield:pid_t child_pid;\toffset:44;\tsize:4;\tsigned:1;\n"
	"\nprint fmt: \"comm=%s offset:1; size:2;\"\n";
/* since 6.16 */
static const char fork_strings[] = NAME("sched_process_fork") HEADER
	"\n\tfield:__data_loc char[] parent_comm;\toffset:8;\tsize:4;\tsigned:0;\n"
	"\tfield:pid_t parent_pid;\toffset:12;\tsize:4;\tsigned:1;\n"
	"\tfield:__data_loc char[] child_comm;\toffset:16;\tsize:4;\tsigned:0;\n"
	"\tfield:pid_t child_pid;\toffset:20;\tsize:4;\tsigned:1;\n";
/* with the header of kernels for real time */
static const char exec_lazy[] = NAME("sched_process_exec") HEADER
	"\tfield:unsigned char common_preempt_lazy_count;\toffset:8;\tsize:1;\tsigned:0;\n"
	"\n\tfield:__data_loc char[] filename;\toffset:12;\tsize:4;\tsigned:1;\n"
	"\tfield:pid_t pid;\toffset:16;\tsize:4;\tsigned:1;\n"
	"\tfield:pid_t old_pid;\toffset:20;\tsize:4;\tsigned:1;\n";
static const char odd[] = NAME("odd") HEADER
	"\n\tfield:__u8 saddr[sizeof(struct sockaddr_in6)];\toffset:8;\tsize:28;\tsigned:0;\n"
	"\tfield:unsigned long args[6];\toffset:40;\tsize:48;\tsigned:0;\n"
	"\tfield:__rel_loc u8[] data;\toffset:88;\tsize:4;\tsigned:0;\n";

static struct event event;
static struct context context;
static struct btf *btf, *kernel;
static int u8, u16, u32, u64, chars16;

static void formats_are_read(void **state)
{
	(void)state;
	assert_true(event_read(&event, fork_arrays));
	assert_int_equal(event.count, 8);
	assert_int_equal(event.header, 8);
	assert_int_equal(event.end, 48);
	assert_int_equal(event_find(&event, "parent_comm")->size, 16);
	assert_false(event_find(&event, "parent_comm")->dynamic);
	assert_string_equal(event_at(&event, 47)->name, "child_pid");
	assert_null(event_at(&event, 48));
	assert_null(event_find(&event, "common_pid"));
	assert_true(event_at(&event, 5)->common);
	assert_true(event_read(&event, fork_strings));
	assert_true(event_find(&event, "child_comm")->dynamic);
	assert_int_equal(event.end, 24);
	assert_true(event_read(&event, exec_lazy));
	assert_int_equal(event.header, 9);
	assert_true(event_read(&event, odd));
	assert_int_equal(event_find(&event, "saddr")->size, 28);
	assert_int_equal(event_find(&event, "args")->offset, 40);
	assert_true(event_find(&event, "data")->dynamic);
}

static void what_is_no_format_is_refused(void **state)
{
	static const char *const wrong[] = {"", "\tfield:", HEADER, "\tfield:int a;\n",
		"\tfield:int ;\toffset:8;\tsize:4;\n", "\tfield:int a;\toffset:x;\tsize:4;\n",
		"\tfield:int a;\toffset:8;\n", "\tfield:int a;\toffset:99999999;\tsize:4;\n",
		"\tfield:]]]];\toffset:8;\tsize:4;\n", "\tfield:int a\toffset:8\tsize:4\n"};
	char cut[sizeof(fork_arrays)];

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_false(event_read(&event, wrong[i]));
	for (size_t len = 0; len < sizeof(fork_arrays); len++) {
		memcpy(cut, fork_arrays, len);
		cut[len] = '\0';
		event_read(&event, cut);
	}
}

static int add_struct(struct btf *to, const char *name, uint32_t size)
{
	return btf__add_struct(to, name, size);
}

/* Give the program called @name the context @type. */
static void add_program(const char *name, int type)
{
	const int pointer = btf__add_ptr(btf, type), proto = btf__add_func_proto(btf, u32);

	btf__add_func_param(btf, "ctx", pointer);
	assert_true(btf__add_func(btf, name, BTF_FUNC_GLOBAL, proto) > 0);
}

static int make_types(void **state)
{
	(void)state;
	btf = btf__new_empty();
	u8 = btf__add_int(btf, "char", 1, 0);
	u16 = btf__add_int(btf, "short", 2, 0);
	u32 = btf__add_int(btf, "int", 4, BTF_INT_SIGNED);
	u64 = btf__add_int(btf, "long", 8, 0);
	chars16 = btf__add_array(btf, u32, u8, 16);
	const int fork = add_struct(btf, "fork_record", 48);
	btf__add_field(btf, "pad", u64, 0, 0);
	btf__add_field(btf, "parent_comm", chars16, 64, 0);
	btf__add_field(btf, "parent_pid", u32, 192, 0);
	btf__add_field(btf, "child_comm", chars16, 224, 0);
	btf__add_field(btf, "child_pid", u32, 352, 0);
	add_program("of_arrays", fork);
	const int entry = add_struct(btf, "trace_entry", 8);
	btf__add_field(btf, "type", u16, 0, 0);
	btf__add_field(btf, "pid", u32, 32, 0);
	const int strings = add_struct(btf, "trace_event_raw_sched_process_exec", 20);
	btf__add_field(btf, "ent", entry, 0, 0);
	btf__add_field(btf, "__data_loc_filename", u32, 64, 0);
	btf__add_field(btf, "pid", u32, 96, 0);
	btf__add_field(btf, "old_pid", u32, 128, 0);
	add_program("of_strings", strings);
	const int both = btf__add_union(btf, NULL, 8);
	btf__add_field(btf, "pid", u32, 0, 0);
	btf__add_field(btf, "number", u64, 0, 0);
	const int named = add_struct(btf, "named", 64);
	btf__add_field(btf, "header", u64, 0, 0);
	btf__add_field(btf, NULL, both, 64, 0);
	btf__add_field(btf, "first", u32, 128, 0);
	btf__add_field(btf, "second", u32, 160, 0);
	btf__add_field(btf, "bits", u32, 192, 3);
	add_program("of_others", named);
	add_program("of_void", 0);
	return btf ? 0 : -1;
}

static int free_types(void **state)
{
	(void)state;
	btf__free(btf);
	btf__free(kernel);
	return 0;
}

/* Compare reads of @offset and @size of the program's context; @expected NULL: no difference. */
static void expect_read(const char *program, const char *format, int32_t offset, uint32_t size,
	bool relocated, const char *expected)
{
	struct layout_reads reads = {.reads = {{offset, size, relocated, false}}, .n_reads = 1};
	char text[256];

	assert_true(event_read(&event, format));
	assert_true(context_read(&context, btf, program));
	assert_int_equal(
		compare_event(text, sizeof(text), &reads, &context, &event), expected != NULL);
	assert_string_equal(text, expected ? expected : "");
}

static void moved_members_are_said(void **state)
{
	(void)state;
	expect_read("of_arrays", fork_arrays, 24, 4, false, NULL);
	expect_read(
		"of_arrays", fork_strings, 24, 4, false, "`parent_pid` is read at 24 and is at 12");
	/* libbpf has set it */
	expect_read("of_arrays", fork_strings, 24, 4, true, NULL);
	/* one byte of it */
	expect_read(
		"of_arrays", fork_strings, 26, 1, false, "`parent_pid` is read at 24 and is at 12");
	expect_read("of_strings", exec_lazy, 12, 4, false, "`pid` is read at 12 and is at 16");
	expect_read("of_strings", exec_lazy, 8, 4, false, "`filename` is read at 8 and is at 12");
}

static void other_kinds_are_said(void **state)
{
	(void)state;
	expect_read("of_arrays", fork_strings, 8, 16, false,
		"`parent_comm` is read as 16 bytes and is a __data_loc");
	/* the beginning of it too: of a string there is none */
	expect_read("of_arrays", fork_strings, 8, 1, false,
		"`parent_comm` is read as 16 bytes and is a __data_loc");
	expect_read("of_strings",
		HEADER "\tfield:char filename[16];\toffset:8;\tsize:16;\tsigned:1;\n", 8, 4, false,
		"`filename` is read as a __data_loc and is 16 bytes");
}

static void another_member_in_its_place_is_said(void **state)
{
	static const char gone[] = HEADER "\tfield:int second;\toffset:16;\tsize:4;\tsigned:1;\n";
	static const char renamed[] =
		HEADER "\tfield:int premier;\toffset:16;\tsize:4;\tsigned:1;\n"
		       "\tfield:int second;\toffset:20;\tsize:4;\tsigned:1;\n";
	static const char longer[] = HEADER "\tfield:short first;\toffset:16;\tsize:2;\tsigned:1;\n"
					    "\tfield:short more;\toffset:18;\tsize:2;\tsigned:1;\n";
	static const char padded[] = HEADER "\tfield:short first;\toffset:16;\tsize:2;\tsigned:1;\n"
					    "\tfield:int second;\toffset:20;\tsize:4;\tsigned:1;\n";

	(void)state;
	expect_read("of_others", gone, 16, 4, false, "`first` is read at 16, where `second` is");
	expect_read("of_others", renamed, 16, 4, false, NULL);
	expect_read("of_others", longer, 16, 4, false,
		"`first` is read as 4 bytes and has 2 before `more`");
	expect_read("of_others", longer, 16, 2, false, NULL);
	expect_read("of_others", padded, 16, 4, false, NULL);
	/* a longer header than the object's */
	expect_read("of_others", exec_lazy, 8, 4, false, NULL);
	expect_read("of_others",
		HEADER
		"\tfield:int common_more;\toffset:16;\tsize:4;\n\tfield:int x;\toffset:24;\tsize:4;\n",
		16, 4, false, "`first` is read at 16, where `common_more` is");
}

static void what_has_no_name_is_not_compared(void **state)
{
	(void)state;
	/* a union, bits, beyond the structure, more than a member, before the context */
	expect_read("of_others", exec_lazy, 8, 8, false, NULL);
	expect_read("of_others", exec_lazy, 24, 1, false, NULL);
	expect_read("of_arrays", fork_strings, 48, 4, false, NULL);
	expect_read("of_arrays", fork_strings, 8, 40, false, NULL);
	expect_read("of_arrays", fork_strings, -8, 8, false, NULL);
	assert_false(context_read(&context, btf, "of_void"));
	assert_false(context_read(&context, btf, "of_nobody"));
	assert_false(context_read(&context, NULL, "of_arrays"));
}

static void each_member_is_said_once(void **state)
{
	struct layout_reads reads = {.reads = {{24, 4, false, false}, {24, 1, false, false},
					     {44, 4, false, false}, {8, 16, false, true}},
		.n_reads = 4};
	char text[256], small[40];

	(void)state;
	assert_true(event_read(&event, fork_strings));
	assert_true(context_read(&context, btf, "of_arrays"));
	assert_true(compare_event(text, sizeof(text), &reads, &context, &event));
	assert_string_equal(text, "`parent_pid` is read at 24 and is at 12, `child_pid` is read at "
				  "44 and is at 20, `parent_comm` is read as 16 bytes and is a "
				  "__data_loc");
	assert_true(compare_event(small, sizeof(small), &reads, &context, &event));
	assert_int_equal(strlen(small), sizeof(small) - 1);
	/* copies do not count for the end that the kernel compares */
	assert_int_equal(compare_end(&reads), 48);
}

/* The kernel's side of the arguments: functions with a prototype each. */
static int sock, inode, dentry;

static void make_kernel(void)
{
	kernel = btf__new_empty();
	const int number = btf__add_int(kernel, "int", 4, BTF_INT_SIGNED);
	const int byte = btf__add_int(kernel, "char", 1, 0);
	const int word = btf__add_int(kernel, "unsigned long", 8, 0);
	sock = add_struct(kernel, "sock", 8);
	btf__add_field(kernel, "family", number, 0, 0);
	const int inet = add_struct(kernel, "inet_sock", 16);
	btf__add_field(kernel, "sk", sock, 0, 0);
	inode = add_struct(kernel, "inode", 8);
	btf__add_field(kernel, "mode", word, 0, 0);
	dentry = add_struct(kernel, "dentry", 8);
	btf__add_field(kernel, "flags", byte, 0, 0);
	const int unknown = btf__add_fwd(kernel, "delegated", BTF_FWD_STRUCT);
	const int inodes = btf__add_ptr(kernel, inode), dentries = btf__add_ptr(kernel, dentry);
	const int inets = btf__add_ptr(kernel, inet), nothing = btf__add_ptr(kernel, 0);
	const int unknowns = btf__add_ptr(kernel, unknown), bytes = btf__add_ptr(kernel, byte);
	const int places = btf__add_ptr(kernel, inodes);
	const int proto = btf__add_func_proto(kernel, inodes);
	btf__add_func_param(kernel, "a", inets);
	btf__add_func_param(kernel, "b", dentries);
	btf__add_func_param(kernel, "c", nothing);
	btf__add_func_param(kernel, "d", number);
	btf__add_func_param(kernel, "e", word);
	btf__add_func_param(kernel, "f", bytes);
	btf__add_func_param(kernel, "g", unknowns);
	btf__add_func_param(kernel, "h", places);
	btf__add_func(kernel, "f", BTF_FUNC_STATIC, proto);
	const int whole = btf__add_func_proto(kernel, 0);
	btf__add_func_param(kernel, "a", sock);
	btf__add_func_param(kernel, "b", dentries);
	btf__add_func(kernel, "by_value", BTF_FUNC_STATIC, whole);
}

static struct arguments target(const char *name, enum argument_place place)
{
	const int id = btf__find_by_name_kind(kernel, name, BTF_KIND_FUNC);

	assert_true(id > 0);
	return (struct arguments){.object = btf,
		.kernel = kernel,
		.program = "program",
		.target = name,
		.proto = btf__type_by_id(kernel, btf__type_by_id(kernel, (__u32)id)->type),
		.place = place};
}

/* The id of a structure of the object. */
static uint32_t used_as(const char *name)
{
	const int id = add_struct(btf, name, 8);

	btf__add_field(btf, "x", u64, 0, 0);
	return (uint32_t)id;
}

/* The value at @offset is used as struct @name; @expected NULL: well. */
static void expect_use(
	const struct arguments *a, int32_t offset, const char *name, const char *expected)
{
	const struct layout_reads reads = {.reads = {{offset, 8, false, false}},
		.n_reads = 1,
		.uses = {{offset, used_as(name)}},
		.n_uses = 1};
	char text[256] = "";

	assert_int_equal(arguments_compare(text, sizeof(text), &reads, a), expected != NULL);
	if (expected)
		assert_string_equal(text, expected);
}

static void other_types_are_said(void **state)
{
	const struct arguments a = target("f", ARGUMENTS_IN_SLOTS);

	(void)state;
	assert_int_equal(arguments_count(&a), 8);
	expect_use(&a, 8, "inode",
		"argument 2 of f is `struct inode *` in the object and `struct dentry *` here");
	expect_use(&a, 8, "dentry", NULL);
	expect_use(&a, 8, "dentry___old", NULL);
	expect_use(&a, 24, "inode",
		"argument 4 of f is `struct inode *` in the object and `int` here");
	expect_use(&a, 56, "inode",
		"argument 8 of f is `struct inode *` in the object and `struct inode **` here");
	/* the return value comes after the arguments */
	expect_use(&a, 64, "dentry",
		"the return value of f is `struct dentry *` in the object and `struct inode *` here");
	expect_use(&a, 64, "inode", NULL);
	expect_use(&a, 72, "dentry", NULL);
	expect_use(&a, 12, "inode", NULL);
}

static void what_may_be_is_not_said(void **state)
{
	const struct arguments a = target("f", ARGUMENTS_IN_SLOTS),
			       by_value = target("by_value", ARGUMENTS_IN_SLOTS);
	const uint32_t types[] = {used_as("inode"), used_as("dentry")};
	const struct layout_reads both = {.reads = {{8, 8, false, false}},
		.n_reads = 1,
		.uses = {{8, types[0]}, {8, types[1]}},
		.n_uses = 2};
	char text[256];

	(void)state;
	/* what begins with it, and what it begins with */
	expect_use(&a, 0, "sock", NULL);
	expect_use(&a, 0, "inet_sock", NULL);
	/* a type that this kernel does not have */
	expect_use(&a, 8, "folio", NULL);
	/* void *, a long number, bytes, a structure that is not known here */
	expect_use(&a, 16, "inode", NULL);
	expect_use(&a, 32, "inode", NULL);
	expect_use(&a, 40, "inode", NULL);
	expect_use(&a, 48, "inode", NULL);
	/* a program for several kernels */
	assert_false(arguments_compare(text, sizeof(text), &both, &a));
	/* structures that are passed by value take more places than one */
	assert_int_equal(arguments_count(&by_value), -1);
	expect_use(&by_value, 8, "inode", NULL);
}

static void registers_hold_arguments(void **state)
{
	const struct arguments entry = target("f", ARGUMENTS_IN_REGISTERS),
			       end = target("f", RETURN_IN_REGISTER);
	int32_t second = -1;

	(void)state;
	for (int32_t offset = 0; offset < 512; offset += 8)
		if (register_argument(offset) == 1)
			second = offset;
	assert_true(second >= 0);
	expect_use(&entry, second, "inode",
		"argument 2 of f is `struct inode *` in the object and `struct dentry *` here");
	expect_use(&entry, second + 4, "inode", NULL);
	expect_use(&end, register_of_return(), "dentry",
		"the return value of f is `struct dentry *` in the object and `struct inode *` here");
	expect_use(&end, register_of_return() + 8, "dentry", NULL);
}

/* The function that BPF_PROG() makes of the body says the types itself. */
static void declared_types_come_first(void **state)
{
	const struct arguments a = target("f", ARGUMENTS_IN_SLOTS);
	const int inodes = btf__add_ptr(btf, (int)used_as("inode"));
	const int numbers = btf__add_ptr(btf, u64), proto = btf__add_func_proto(btf, u32);

	(void)state;
	btf__add_func_param(btf, "ctx", numbers);
	btf__add_func_param(btf, "a", numbers);
	btf__add_func_param(btf, "b", inodes);
	btf__add_func(btf, "____program", BTF_FUNC_STATIC, proto);
	expect_use(&a, 8, "dentry",
		"argument 2 of f is `struct inode *` in the object and `struct dentry *` here");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_read),
		cmocka_unit_test(what_is_no_format_is_refused),
		cmocka_unit_test(moved_members_are_said),
		cmocka_unit_test(other_kinds_are_said),
		cmocka_unit_test(another_member_in_its_place_is_said),
		cmocka_unit_test(what_has_no_name_is_not_compared),
		cmocka_unit_test(each_member_is_said_once),
		cmocka_unit_test(other_types_are_said),
		cmocka_unit_test(what_may_be_is_not_said),
		cmocka_unit_test(registers_hold_arguments),
		cmocka_unit_test(declared_types_come_first),
	};

	make_kernel();
	return cmocka_run_group_tests(tests, make_types, free_types);
}
