// SPDX-License-Identifier: GPL-2.0-only
/* The expectation of each variant of a program. */
#include "expect/expect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <cmocka.h>

#include "tagged-object.h"

static struct expect_variants variants_of(const struct btf *btf, const char *name)
{
	struct expect_variants w;

	expect_variants(&w, btf, name);
	return w;
}

static const char *our_arch(void)
{
	static struct utsname u;

	uname(&u);
	return strcmp(u.machine, "x86_64") == 0	   ? "X86_64"
	       : strcmp(u.machine, "aarch64") == 0 ? "ARM64"
	       : strcmp(u.machine, "riscv64") == 0 ? "RISCV64"
						   : "s390x";
}

static void without_annotations_acceptance_is_expected(void **state)
{
	struct expectation e;

	(void)state;
	expect_read(&e, NULL, "judged", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	object_start();
	expect_read(&e, object, "no such program", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_string_equal(e.problem, "");
	e = read_tags();
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.log.count, 0);
	assert_int_equal(e.log_level, 0);
	assert_string_equal(e.problem, "");
	/* other decl tags are ignored */
	object_tag("exception_callback:handler");
	object_tag("comment");
	object_tag("xcomment:test_expect_failure");
	e = read_tags();
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_string_equal(e.problem, "");
	object_end();
}

static void the_unprivileged_variant_inherits(void **state)
{
	struct expectation e;

	(void)state;
	e = read_as(VARIANT_UNPRIVILEGED, true,
		TAGS("comment:test_expect_success", "comment:test_retval=7",
			"comment:test_expect_msg=1=both", "comment:test_expect_xlated=2=0: r0 = 1",
			"comment:test_description=a test"));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_true(e.runs && !e.any_retval);
	assert_int_equal(e.retval, 7);
	assert_int_equal(e.log.count, 1);
	assert_int_equal(e.xlated.count, 1);
	assert_string_equal(e.description, "a test");
	/* without CAP_NET_ADMIN, CAP_SYS_ADMIN, CAP_PERFMON, CAP_BPF */
	assert_true(e.dropped == (1ULL << 12 | 1ULL << 21 | 1ULL << 38 | 1ULL << 39));
	object_end();
}

static void an_empty_message_inherits_none(void **state)
{
	struct expectation e;

	(void)state;
	/* "" is found in every text */
	e = read_as(VARIANT_UNPRIVILEGED, true,
		TAGS("comment:test_expect_failure", "comment:test_expect_msg=1=both",
			"comment:test_expect_msg_unpriv=2="));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.log.count, 1);
	assert_int_equal(messages_find(&e.log, "", false, NULL, 0), MET_MET);
	object_end();
}

/*
 * A need is asked for with the capabilities that the variant has; the unprivileged has none left.
 */
static void needs_are_those_of_the_variant(void **state)
{
	struct expectation e;
	static const char *const needy[] = {"comment:1:bpfjury_caps=CAP_BPF",
		"comment:2:bpfjury_needs=helper:bpf_loop", "comment:3:test_expect_success",
		"comment:4:bpfjury_otherwise", "comment:5:test_expect_failure",
		"comment:6:test_expect_msg_unpriv=x", NULL};
	(void)state;
	for (int v = 0; v < 2; v++) {
		const struct expect_kernel kernel = {.version = "6.12",
			.jit = true,
			.has = kernel_has,
			.data = (void *)(uintptr_t)HELPER_OF_THE_PRIVILEGED};
		object_start();
		for (size_t i = 0; needy[i]; i++)
			object_tag(needy[i]);
		expect_read(&e, object, "judged", v ? VARIANT_UNPRIVILEGED : VARIANT_PRIVILEGED,
			&kernel);
		assert_string_equal(e.problem, "");
		assert_int_equal(e.expected, v ? VERDICT_REJECTED : VERDICT_ACCEPTED);
		assert_true(e.dropped == (v ? UINT64_MAX : ~(1ULL << 39)));
		assert_int_equal(e.caps != NULL, !v);
		object_end();
	}
}

static void each_variant_has_its_own_annotations(void **state)
{
	static const char *const both[] = {"comment:1:test_expect_failure",
		"comment:2:test_expect_success_unpriv", "comment:3:test_expect_msg=first",
		"comment:4:test_expect_msg_unpriv=second", "comment:6:test_retval_unpriv=0xbadcafe",
		"comment:7:test_caps_unpriv=39|CAP_NET_ADMIN", NULL};
	struct expectation e;

	(void)state;
	e = read_as(VARIANT_UNPRIVILEGED, true, both);
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.log.count, 1);
	assert_string_equal(e.log.at[0].text, "second");
	assert_true(e.runs && e.any_retval);
	assert_true(e.dropped == (1ULL << 21 | 1ULL << 38));
	object_end();
	e = read_as(VARIANT_PRIVILEGED, true, both);
	assert_int_equal(e.expected, VERDICT_REJECTED);
	assert_string_equal(e.log.at[0].text, "first");
	assert_false(e.runs); /* a refused program is not run */
	assert_true(e.dropped == 0);
	object_end();
}

static void annotations_request_variants(void **state)
{
	static const struct {
		const char *tags[4];
		unsigned int variants;
	} rows[] = {
		{{NULL}, 1},
		{{"comment:test_description=words"}, 1},
		{{"comment:test_expect_success"}, 1},
		{{"comment:test_expect_success_unpriv"}, 2},
		{{"comment:test_expect_success", "comment:test_retval_unpriv=1"}, 3},
		{{"comment:test_expect_msg=1=x", "comment:test_expect_msg_unpriv=2=x"}, 3},
		{{"comment:1:test_caps_unpriv=39"}, 2},
		{{"comment:1:bpfjury_expect_unloadable"}, 1},
		{{"comment:1:test_expect_stdout=x", "comment:1:test_expect_failure_unpriv"}, 2},
	};

	(void)state;
	assert_int_equal(variants_of(NULL, "judged").judged, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		object_start();
		for (size_t j = 0; rows[i].tags[j]; j++)
			object_tag(rows[i].tags[j]);
		assert_int_equal(variants_of(object, "judged").judged, rows[i].variants);
		object_end();
	}
	object_start();
	object_tag("comment:test_auxiliary");
	assert_int_equal(variants_of(object, "judged").auxiliary, 1 << VARIANT_PRIVILEGED);
	object_tag("comment:test_auxiliary_unpriv");
	assert_int_equal(variants_of(object, "judged").auxiliary,
		1 << VARIANT_PRIVILEGED | 1 << VARIANT_UNPRIVILEGED);
	assert_int_equal(variants_of(object, "neighbour").auxiliary, 0);
	object_end();
}

static void the_other_load_mode_is_skipped(void **state)
{
	struct expectation e;

	(void)state;
	for (int jit = 0; jit < 2; jit++)
		for (int jited = 0; jited < 2; jited++) {
			e = read_as(VARIANT_PRIVILEGED, jit,
				TAGS("comment:1:test_expect_failure",
					jited ? "comment:2:load_mode=jited"
					      : "comment:2:load_mode=no_jited"));
			assert_string_equal(e.problem, "");
			assert_int_equal(
				e.expected, jit == jited ? VERDICT_REJECTED : VERDICT_SKIPPED);
			object_end();
		}
}

static void an_auxiliary_is_skipped(void **state)
{
	struct expectation e;

	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		object_start();
		object_tag(turned ? "comment:test_auxiliary" : "comment:test_expect_success");
		object_tag(turned ? "comment:test_expect_success" : "comment:test_auxiliary");
		e = read_tags();
		assert_int_equal(e.expected, VERDICT_SKIPPED);
		assert_string_equal(e.problem, "");
		object_end();
	}
}

static void another_architectures_program_is_skipped(void **state)
{
	char ours[64], theirs[64];
	struct expectation e;

	(void)state;
	snprintf(ours, sizeof(ours), "comment:test_arch=%s", our_arch());
	snprintf(theirs, sizeof(theirs), "comment:test_arch=%s",
		strcmp(our_arch(), "ARM64") ? "ARM64" : "X86_64");
	for (int which = 1; which <= 6; which++) {
		object_start();
		object_tag("comment:test_expect_failure");
		/* one of several is enough, in either order */
		if (which & 4)
			object_tag(theirs);
		if (which & 1)
			object_tag(ours);
		if ((which & 6) == 2)
			object_tag(theirs);
		e = read_tags();
		assert_int_equal(e.expected, which & 1	 ? VERDICT_REJECTED
					     : which & 6 ? VERDICT_SKIPPED
							 : VERDICT_REJECTED);
		assert_string_equal(e.problem, "");
		object_end();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_annotations_acceptance_is_expected),
		cmocka_unit_test(the_unprivileged_variant_inherits),
		cmocka_unit_test(an_empty_message_inherits_none),
		cmocka_unit_test(needs_are_those_of_the_variant),
		cmocka_unit_test(each_variant_has_its_own_annotations),
		cmocka_unit_test(annotations_request_variants),
		cmocka_unit_test(the_other_load_mode_is_skipped),
		cmocka_unit_test(an_auxiliary_is_skipped),
		cmocka_unit_test(another_architectures_program_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
