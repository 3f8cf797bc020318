// SPDX-License-Identifier: GPL-2.0-only
#include "tagged-object.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

struct btf *object;
int object_program;

void object_start(void)
{
	object = btf__new_empty();
	assert_non_null(object);
	int number = btf__add_int(object, "int", 4, BTF_INT_SIGNED);
	int proto = btf__add_func_proto(object, number);
	assert_true(number > 0 && proto > 0);
	assert_int_equal(btf__add_func_param(object, "ctx", number), 0);
	int other = btf__add_func(object, "neighbour", BTF_FUNC_GLOBAL, proto);
	object_program = btf__add_func(object, "judged", BTF_FUNC_GLOBAL, proto);
	assert_true(other > 0 && object_program > 0);
	assert_true(
		btf__add_decl_tag(object, "comment:test_expect_nothing_like_it", other, -1) > 0);
	/* a tag of a parameter is not one of the function */
	assert_true(
		btf__add_decl_tag(object, "comment:test_expect_failure", object_program, 0) > 0);
}

void object_tag(const char *text)
{
	if (btf__add_decl_tag(object, text, object_program, -1) <= 0)
		fail_msg("%s: no tag", text);
}

int kernel_has(void *data, const char *what, uint64_t dropped, char *why, size_t why_size)
{
	if (strcmp(what, "helper:bpf_loop") == 0 && strcmp(data, HELPER_OF_THE_PRIVILEGED) == 0)
		return !(dropped & 1ULL << 39);
	if (strcmp(what, "kfunc:unknown") == 0) {
		snprintf(why, why_size, "no BTF");
		return -1;
	}
	return strcmp(data, what) == 0;
}

struct expectation read_tags_on(const char *version, const char *has)
{
	const struct expect_kernel kernel = {
		.version = version, .jit = true, .has = kernel_has, .data = (void *)(uintptr_t)has};
	struct expectation e;

	memset(&e, 0x5a, sizeof(e));
	expect_read(&e, object, "judged", VARIANT_PRIVILEGED, &kernel);
	return e;
}

struct expectation read_tags(void)
{
	return read_tags_on("6.12.117", "");
}

void object_end(void)
{
	btf__free(object);
	object = NULL;
}

struct expectation read_as(enum variant variant, bool jit, const char *const *tags)
{
	const struct expect_kernel kernel = {
		.version = "6.12", .jit = jit, .has = kernel_has, .data = (void *)(uintptr_t)""};
	struct expectation e;

	object_start();
	for (size_t i = 0; tags[i]; i++)
		object_tag(tags[i]);
	expect_read(&e, object, "judged", variant, &kernel);
	return e;
}

void expect_problem(const char *text, const char *quoted)
{
	object_start();
	object_tag(text);
	struct expectation e = read_tags();
	if (!*e.problem)
		fail_msg("%s: no problem", text);
	if (!strstr(e.problem, quoted))
		fail_msg("%s: %s does not quote %s", text, e.problem, quoted);
	object_end();
}
