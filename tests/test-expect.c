// SPDX-License-Identifier: GPL-2.0-only
/* Annotations out of BTF that libbpf made for the purpose, and messages in logs. */
#include "expect/expect.h"
#include "verdict/version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <cmocka.h>

#include "skipping.h"

static struct btf *object;
static int program;

/* BTF of one program "judged" and of a neighbour that is tagged otherwise. */
static void start(void)
{
	object = btf__new_empty();
	assert_non_null(object);
	int number = btf__add_int(object, "int", 4, BTF_INT_SIGNED);
	int proto = btf__add_func_proto(object, number);
	assert_true(number > 0 && proto > 0);
	assert_int_equal(btf__add_func_param(object, "ctx", number), 0);
	int other = btf__add_func(object, "neighbour", BTF_FUNC_GLOBAL, proto);
	program = btf__add_func(object, "judged", BTF_FUNC_GLOBAL, proto);
	assert_true(other > 0 && program > 0);
	assert_true(
		btf__add_decl_tag(object, "comment:test_expect_nothing_like_it", other, -1) > 0);
	/* a tag of an argument is none of the function's */
	assert_true(btf__add_decl_tag(object, "comment:test_expect_failure", program, 0) > 0);
}

static void tag(const char *text)
{
	if (btf__add_decl_tag(object, text, program, -1) <= 0)
		fail_msg("%s: no tag", text);
}

/* A kernel that has what @data names, and cannot tell of "kfunc:unknown". */
static int kernel_has(void *data, const char *what, uint64_t dropped, char *why, size_t why_size)
{
	if (strcmp(what, "helper:bpf_loop") == 0 && strcmp(data, "helper of the privileged") == 0)
		return !(dropped & 1ULL << 39);
	if (strcmp(what, "kfunc:unknown") == 0) {
		snprintf(why, why_size, "no BTF");
		return -1;
	}
	return strcmp(data, what) == 0;
}

/* What the tags since start() come to on such a kernel; the BTF lives until end(). */
static struct expectation read_tags_on(const char *version, const char *has)
{
	const struct expect_kernel kernel = {
		.version = version, .jit = true, .has = kernel_has, .data = (void *)(uintptr_t)has};
	struct expectation e;

	memset(&e, 0x5a, sizeof(e));
	expect_read(&e, object, "judged", VARIANT_PRIVILEGED, &kernel);
	return e;
}

static struct expectation read_tags(void)
{
	return read_tags_on("6.12.117", "");
}

static void end(void)
{
	btf__free(object);
	object = NULL;
}

static void expect_problem(const char *text, const char *quoted)
{
	start();
	tag(text);
	struct expectation e = read_tags();
	if (!*e.problem)
		fail_msg("%s: no problem", text);
	if (!strstr(e.problem, quoted))
		fail_msg("%s: %s does not quote %s", text, e.problem, quoted);
	end();
}

static void no_annotation_is_accepted(void **state)
{
	struct expectation e;

	(void)state;
	expect_read(&e, NULL, "judged", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	start();
	expect_read(&e, object, "no such program", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_string_equal(e.problem, "");
	e = read_tags();
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.log.count, 0);
	assert_int_equal(e.log_level, 0);
	assert_string_equal(e.problem, "");
	/* tags that are no test's are let be */
	tag("exception_callback:handler");
	tag("comment");
	tag("xcomment:test_expect_failure");
	e = read_tags();
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_string_equal(e.problem, "");
	end();
}

static void all_three_spellings_are_read(void **state)
{
	static const char *const spellings[][4] = {
		/* 6.1 */
		{"comment:test_expect_failure", "comment:test_expect_msg=first",
			"comment:test_expect_msg=second", "comment:test_log_level=2"},
		/* 6.12: in the order of the counters, not of the tags; 10 is behind 9 */
		{"comment:test_expect_failure", "comment:test_expect_msg=10=second",
			"comment:test_expect_msg=9=first", "comment:test_log_level=2"},
		/* 7.x */
		{"comment:100:test_expect_failure", "comment:21:test_expect_msg=second",
			"comment:3:test_expect_msg=first", "comment:7:test_log_level=2"},
	};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		start();
		for (size_t j = 0; j < 4; j++)
			tag(spellings[i][j]);
		struct expectation e = read_tags();
		assert_string_equal(e.problem, "");
		assert_int_equal(e.expected, VERDICT_REJECTED);
		assert_int_equal(e.log_level, 2);
		assert_int_equal(e.log.count, 2);
		assert_string_equal(e.log.at[0].text, "first");
		assert_string_equal(e.log.at[1].text, "second");
		end();
	}
}

static void a_message_keeps_its_own_figures(void **state)
{
	start();
	(void)state;
	tag("comment:5:test_expect_msg=10=a message");
	tag("comment:6:test_expect_msg=processed 3 insns");
	struct expectation e = read_tags();
	assert_string_equal(e.log.at[0].text, "10=a message");
	assert_string_equal(e.log.at[1].text, "processed 3 insns");
	end();
	start();
	tag("comment:test_expect_msg=4=5=a message");
	tag("comment:test_expect_msg=6=R0=7");
	e = read_tags();
	assert_string_equal(e.log.at[0].text, "5=a message");
	assert_string_equal(e.log.at[1].text, "R0=7");
	end();
	start();
	tag("comment:test_expect_msg=4: (b7) r0 = 0");
	tag("comment:test_expect_msg==");
	e = read_tags();
	assert_string_equal(e.log.at[0].text, "4: (b7) r0 = 0");
	assert_string_equal(e.log.at[1].text, "=");
	end();
}

static void what_contradicts_is_a_problem(void **state)
{
	struct expectation e;

	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		start();
		tag(turned ? "comment:test_expect_failure" : "comment:test_expect_success");
		tag(turned ? "comment:test_expect_success" : "comment:test_expect_failure");
		e = read_tags();
		assert_non_null(strstr(e.problem, "contradicts"));
		assert_non_null(
			strstr(e.problem, turned ? "test_expect_success" : "test_expect_failure"));
		end();
	}
	/* said twice is no contradiction */
	start();
	tag("comment:1:test_expect_failure");
	tag("comment:2:test_expect_failure");
	e = read_tags();
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_REJECTED);
	end();
}

static void what_is_not_understood_is_quoted(void **state)
{
	static const char *const tags[] = {
		"comment:test_expect_weather=fair",
		"comment:7:test_expect_weather=fair",
		"comment:test_retval=",
		"comment:test_retval=three",
		"comment:test_retval=3x",
		"comment:test_retval= 3",
		"comment:test_retval=4294967296",
		"comment:test_retval=0x",
		"comment:test_expect_failure_unpriv=1",
		"comment:test_prog_flags=BPF_F_NO_SUCH",
		"comment:test_prog_flags=!",
		"comment:12:load_mode=fast",
		"comment:12:load_mode_unpriv=jited",
		"comment:12:test_caps_unpriv=CAP_CHOWN",
		"comment:12:test_caps_unpriv=",
		"comment:12:test_linear_size=0",
		"comment:12:test_linear_size=-4",
		"comment:12:test_jited=ret",
		"comment:12:test_btf_path=",
		"comment:12:test_description_unpriv=x",
		"comment:12:bpfjury_reason_unpriv=gpl-only",
		"comment:test_expect_success=1",
		"comment:test_expect_failur",
		"comment:12:test_expect_not_msg=",
		"comment:12:test_expect_not_msg_unpriv=",
		"comment:test_expect_msg=",
		"comment:test_expect_msg",
		"comment:test_expect_xlated=4=",
		"comment:test_expect_msg=1={{x*}}",
		"comment:test_expect_msg=1={{x*}}{{|y}}",
		"comment:",
		"comment:5",
		"comment:test_auxiliary=1",
		"comment:test_arch=PDP11",
		"comment:test_arch=x86_64",
		"comment:test_log_level=",
		"comment:test_log_level=loud",
		"comment:test_log_level=8",
		"comment:test_log_level=-1",
		"comment:test_log_level=1x",
		"comment:test_log_level=4294967297",
		"comment:test_log_level=18446744073709551617",
		"comment:test_log_level= 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
		expect_problem(tags[i], tags[i]);
	/* with what it was most likely meant to be */
	expect_problem("comment:bpfjury_resaon=gpl-only", "\"; did you mean bpfjury_reason?");
	expect_problem("comment:test_expect_succes_unpriv", "; did you mean test_expect_success?");
	expect_problem(
		"comment:bpfjury_reason=nul-dereference", "\"; did you mean null-dereference?");
	expect_problem("comment:bpfjury_caps=CAP_BFP|CAP_NET_ADMIN", "; did you mean CAP_BPF?");
	expect_problem("comment:test_prog_flags=BPF_F_TEST_STATE_FRQ",
		"; did you mean BPF_F_TEST_STATE_FREQ?");
	expect_problem("comment:bpfjury_needs=helper:bpf_lop", "\"; did you mean bpf_loop?");
	expect_problem("comment:bpfjury_needs=map:ringbuff", "; did you mean ringbuf");
	expect_problem("comment:bpfjury_needs=helpr:bpf_loop", "; did you mean helper?");
	/* quoted, but fit to be shown, and cut where it is long */
	expect_problem("comment:\x1b[31m\n", "comment:\xef\xbf\xbd[31m\xef\xbf\xbd");
	char *text = malloc(100001);
	memset(text, 'x', 100000);
	text[100000] = '\0';
	memcpy(text, "comment:", 8);
	expect_problem(text, "comment:xxxx");
	free(text);
}

static void more_tags_than_are_read_is_a_problem(void **state)
{
	char text[64];

	(void)state;
	for (int count = MESSAGES_MAX; count <= MESSAGES_MAX + 1; count++) {
		start();
		/* the last in order first, so that it is kept */
		for (int i = count; i > 0; i--) {
			snprintf(text, sizeof(text), "comment:%d:test_expect_msg=message %d", i, i);
			tag(text);
		}
		struct expectation e = read_tags();
		assert_int_equal(e.log.count, MESSAGES_MAX);
		if (count > MESSAGES_MAX)
			assert_non_null(strstr(e.problem, "message 129\""));
		else
			assert_string_equal(e.problem, "");
		for (size_t i = 1; i < e.log.count; i++)
			assert_true(
				atoi(e.log.at[i].text + 8) == atoi(e.log.at[i - 1].text + 8) + 1);
		end();
	}
}

/* The tags, NULL at the end, as @variant of the program has them. */
static struct expectation read_as(enum variant variant, bool jit, const char *const *tags)
{
	const struct expect_kernel kernel = {
		.version = "6.12", .jit = jit, .has = kernel_has, .data = (void *)(uintptr_t)""};
	struct expectation e;

	start();
	for (size_t i = 0; tags[i]; i++)
		tag(tags[i]);
	expect_read(&e, object, "judged", variant, &kernel);
	return e;
}

#define TAGS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void the_unprivileged_inherit_what_they_do_not_say(void **state)
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
	end();

	/* "" is looked for, and found in everything */
	e = read_as(VARIANT_UNPRIVILEGED, true,
		TAGS("comment:test_expect_failure", "comment:test_expect_msg=1=both",
			"comment:test_expect_msg_unpriv=2="));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.log.count, 1);
	assert_int_equal(messages_find(&e.log, "", false, NULL, 0), MET_MET);
	end();

	/* what it needs is asked for with what it is judged with; and none is none, not all */
	static const char *const needy[] = {"comment:1:bpfjury_caps=CAP_BPF",
		"comment:2:bpfjury_needs=helper:bpf_loop", "comment:3:test_expect_success",
		"comment:4:bpfjury_otherwise", "comment:5:test_expect_failure",
		"comment:6:test_expect_msg_unpriv=x", NULL};
	for (int v = 0; v < 2; v++) {
		const struct expect_kernel kernel = {.version = "6.12",
			.jit = true,
			.has = kernel_has,
			.data = (void *)(uintptr_t)"helper of the privileged"};
		start();
		for (size_t i = 0; needy[i]; i++)
			tag(needy[i]);
		expect_read(&e, object, "judged", v ? VARIANT_UNPRIVILEGED : VARIANT_PRIVILEGED,
			&kernel);
		assert_string_equal(e.problem, "");
		assert_int_equal(e.expected, v ? VERDICT_REJECTED : VERDICT_ACCEPTED);
		assert_true(e.dropped == (v ? UINT64_MAX : ~(1ULL << 39)));
		assert_int_equal(e.caps != NULL, !v);
		end();
	}

	static const char *const both[] = {"comment:1:test_expect_failure",
		"comment:2:test_expect_success_unpriv", "comment:3:test_expect_msg=first",
		"comment:4:test_expect_msg_unpriv=second", "comment:6:test_retval_unpriv=0xbadcafe",
		"comment:7:test_caps_unpriv=39|CAP_NET_ADMIN", NULL};
	e = read_as(VARIANT_UNPRIVILEGED, true, both);
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.log.count, 1);
	assert_string_equal(e.log.at[0].text, "second");
	assert_true(e.runs && e.any_retval);
	assert_true(e.dropped == (1ULL << 21 | 1ULL << 38));
	end();
	e = read_as(VARIANT_PRIVILEGED, true, both);
	assert_int_equal(e.expected, VERDICT_REJECTED);
	assert_string_equal(e.log.at[0].text, "first");
	assert_false(e.runs); /* what is refused is not run */
	assert_true(e.dropped == 0);
	end();
}

static struct expect_variants ways(const struct btf *btf, const char *name)
{
	struct expect_variants w;

	expect_variants(&w, btf, name);
	return w;
}

static void a_program_is_judged_in_the_ways_it_asks_for(void **state)
{
	static const struct {
		const char *tags[4];
		unsigned int ways;
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
	assert_int_equal(ways(NULL, "judged").judged, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		start();
		for (size_t j = 0; rows[i].tags[j]; j++)
			tag(rows[i].tags[j]);
		assert_int_equal(ways(object, "judged").judged, rows[i].ways);
		end();
	}
	start();
	tag("comment:test_auxiliary");
	assert_int_equal(ways(object, "judged").auxiliary, 1 << VARIANT_PRIVILEGED);
	tag("comment:test_auxiliary_unpriv");
	assert_int_equal(ways(object, "judged").auxiliary,
		1 << VARIANT_PRIVILEGED | 1 << VARIANT_UNPRIVILEGED);
	assert_int_equal(ways(object, "neighbour").auxiliary, 0);
	end();
}

static void flags_and_returned_values_are_read(void **state)
{
	static const struct {
		const char *value;
		int32_t retval;
	} rows[] = {{"0", 0}, {"-1", -1}, {"0x10", 16}, {"0xffffffff", -1},
		{"-2147483648", INT32_MIN}, {"INT_MIN", INT32_MIN}, {"_INT_MIN", INT32_MIN},
		{"TEST_DATA_LEN", 64}, {"POINTER_VALUE", 0xbadcafe}, {"4294967295", -1},
		{"195939070", 195939070}};
	struct expectation e;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(text, sizeof(text), "comment:test_retval=%s", rows[i].value);
		e = read_as(VARIANT_PRIVILEGED, true, TAGS(text));
		assert_string_equal(e.problem, "");
		assert_true(e.runs);
		assert_int_equal(e.retval, rows[i].retval);
		/* by its name alone: who writes the number means it */
		assert_int_equal(e.any_retval, strcmp(rows[i].value, "POINTER_VALUE") == 0);
		end();
	}
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:test_prog_flags=BPF_F_TEST_STATE_FREQ", "comment:test_prog_flags=0x2",
			"comment:test_prog_flags=!BPF_F_TEST_REG_INVARIANTS"));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.flags, 1U << 3 | 1U << 1);
	assert_int_equal(e.no_flags, 1U << 7);
	end();
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:1:test_retval=1", "comment:2:test_retval=2"));
	assert_non_null(strstr(e.problem, "contradicts"));
	end();
}

static void load_modes_leave_out(void **state)
{
	struct expectation e;

	(void)state;
	for (int jit = 0; jit < 2; jit++)
		for (int wants = 0; wants < 2; wants++) {
			e = read_as(VARIANT_PRIVILEGED, jit,
				TAGS("comment:1:test_expect_failure",
					wants ? "comment:2:load_mode=jited"
					      : "comment:2:load_mode=no_jited"));
			assert_string_equal(e.problem, "");
			assert_int_equal(
				e.expected, jit == wants ? VERDICT_REJECTED : VERDICT_SKIPPED);
			end();
		}
}

/*
 * Machine code is that of the architecture named last before it; 6.12 counts messages and not
 * architectures.
 */
static void machine_code_is_its_architectures(void **state)
{
	struct utsname u;
	struct expectation e;

	(void)state;
	uname(&u);
	if (strcmp(u.machine, "x86_64") != 0)
		skip_because("machine code is looked for on x86-64, and this is %s", u.machine);
	e = read_as(VARIANT_PRIVILEGED, true,
		TAGS("comment:test_arch=ARM64", "comment:test_jited=31=bti",
			"comment:test_arch=X86_64", "comment:test_jited=32=endbr64",
			"comment:test_jited=33=...", "comment:test_jited=34=ret"));
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_int_equal(e.jited.count, 2);
	assert_string_equal(e.jited.at[0].text, "endbr64");
	assert_true(e.jited.at[0].next_line);
	assert_false(e.jited.at[1].next_line);
	end();
}

static void what_must_not_be_there_is_looked_for_in_between(void **state)
{
	static const char text[] = "one\ntwo\nthree\nfour\n";
	static const struct {
		struct messages list;
		bool cut;
		enum met met;
	} rows[] = {
		{{.at = {{.text = "one"}, {.text = "two", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_UNMET},
		{{.at = {{.text = "two"}, {.text = "one", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_MET},
		{{.at = {{.text = "two"}, {.text = "four", .absent = true}, {.text = "three"}},
			 .count = 3},
			false, MET_MET},
		{{.at = {{.text = "two"}, {.text = "four", .absent = true}}, .count = 2}, false,
			MET_UNMET},
		{{.at = {{.text = "five", .absent = true}}, .count = 1}, false, MET_MET},
		{{.at = {{.text = "five", .absent = true}}, .count = 1}, true, MET_UNKNOWN},
		{{.at = {{.text = "{{f.*r}}", .absent = true}}, .count = 1}, true, MET_UNMET},
		{{.at = {{.text = "one", .absent = true}, {.text = "{{t[w]o}}"}}, .count = 2},
			false, MET_UNMET},
		/* on the line behind */
		{{.at = {{.text = "one", .next_line = true}, {.text = "two", .next_line = true}},
			 .count = 2},
			false, MET_MET},
		{{.at = {{.text = "one", .next_line = true}, {.text = "three", .next_line = true}},
			 .count = 2},
			false, MET_UNMET},
		{{.at = {{.text = "one", .next_line = true}, {.text = "three"}}, .count = 2}, false,
			MET_MET},
		{{.at = {{.text = "three", .next_line = true}}, .count = 1}, false, MET_MET},
		{{.at = {{.text = "o"}, {.text = "n", .next_line = true}}, .count = 2}, false,
			MET_UNMET},
	};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (messages_find(&rows[i].list, text, rows[i].cut, why, sizeof(why)) !=
			rows[i].met)
			fail_msg("row %zu", i);
}

static void an_auxiliary_is_skipped(void **state)
{
	struct expectation e;

	(void)state;
	for (int turned = 0; turned < 2; turned++) {
		start();
		tag(turned ? "comment:test_auxiliary" : "comment:test_expect_success");
		tag(turned ? "comment:test_expect_success" : "comment:test_auxiliary");
		e = read_tags();
		assert_int_equal(e.expected, VERDICT_SKIPPED);
		assert_string_equal(e.problem, "");
		end();
	}
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

static void another_architectures_program_is_skipped(void **state)
{
	char ours[64], theirs[64];
	struct expectation e;

	(void)state;
	snprintf(ours, sizeof(ours), "comment:test_arch=%s", our_arch());
	snprintf(theirs, sizeof(theirs), "comment:test_arch=%s",
		strcmp(our_arch(), "ARM64") ? "ARM64" : "X86_64");
	for (int which = 1; which <= 6; which++) {
		start();
		tag("comment:test_expect_failure");
		/* one of several is enough, in either order */
		if (which & 4)
			tag(theirs);
		if (which & 1)
			tag(ours);
		if ((which & 6) == 2)
			tag(theirs);
		e = read_tags();
		assert_int_equal(e.expected, which & 1	 ? VERDICT_REJECTED
					     : which & 6 ? VERDICT_SKIPPED
							 : VERDICT_REJECTED);
		assert_string_equal(e.problem, "");
		end();
	}
}

static enum met find(const char *const *messages, const char *log, int cut, char *why)
{
	struct expectation e = {.expected = VERDICT_REJECTED};
	char *copy = strdup(log);

	while (messages[e.log.count])
		e.log.at[e.log.count].text = messages[e.log.count], e.log.count++;
	*why = '\0';
	enum met m = messages_find_in_log(&e.log, copy, cut, why, 256);
	free(copy);
	return m;
}

static void messages_are_looked_for_in_order(void **state)
{
	static const char log[] =
		"0: R1=ctx() R10=fp0\n; return never_said(ctx);\n1: (95) exit\nR0 !read_ok\nprocessed 1 insns (limit 1000000)\n";
	static const struct {
		const char *messages[4];
		enum met met;
	} cases[] = {
		{{NULL}, MET_NONE},
		{{"R0 !read_ok"}, MET_MET},
		{{"ctx()", "R0 !read_ok"}, MET_MET},
		{{"R0 !read_ok", "ctx()"}, MET_UNMET},
		{{"R0", "R0"}, MET_UNMET},
		{{"R1", "R10", "R0"}, MET_MET},
		{{"r0 !read_ok"}, MET_UNMET},
		/* the program's own source, which the log echoes, is not the verifier's word */
		{{"never_said"}, MET_UNMET},
		{{"{{never_[a-z]+}}"}, MET_UNMET},
		/* all but {{…}} is itself */
		{{"(95)"}, MET_MET},
		{{"ctx() R10"}, MET_MET},
		{{"R.0"}, MET_UNMET},
		{{"R0 .*ok"}, MET_UNMET},
		{{"(limit 1000000)"}, MET_MET},
		/* expressions */
		{{"R{{[0-9]+}} !read_ok"}, MET_MET},
		{{"({{[0-9]+}}) exit"}, MET_MET},
		{{"R{{0|9}} !read_ok"}, MET_MET},
		{{"{{^R0 .*$}}"}, MET_MET},
		{{"{{exit.R0}}"}, MET_UNMET}, /* . does not cross the end of a line */
		{{"{{ctx.*ok}}"}, MET_UNMET},
		{{"{{R[0-9]+}}", "{{R[0-9]+}}", "{{R[0-9]+}}"}, MET_MET},
		{{"processed {{[0-9]+}} insns", "R0"}, MET_UNMET},
		{{"{{x*}}", "R0"}, MET_MET},
		{{"ctx(){{.*}}fp0"}, MET_MET},
		/* that are none */
		{{"{{(}}"}, MET_UNKNOWN},
		{{"{{[0-9}}"}, MET_UNKNOWN},
		{{"{{a{2,1}}}"}, MET_UNKNOWN},
		{{"R0 {{never closed"}, MET_UNKNOWN},
		{{"{{"}, MET_UNKNOWN},
		{{"R0 !read_ok", "{{[}}"}, MET_UNKNOWN},
		/* not opened is itself */
		{{"}} R0"}, MET_UNMET},
		{{"{[0-9]+}"}, MET_UNMET},
	};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum met m = find(cases[i].messages, log, 0, why);
		if (m != cases[i].met)
			fail_msg("case %zu (%s): %d, not %d", i, cases[i].messages[0], m,
				cases[i].met);
		assert_int_equal(*why != '\0', m == MET_UNMET || m == MET_UNKNOWN);
	}
}

static void special_characters_are_literal(void **state)
{
	static const char log[] = "a.b*c+d?e(f)g[h]i{j}k^l$m|n\\o{p\n";
	const char *messages[] = {"{{a}}.b*c+d?e(f)g[h]i{j}k^l$m|n\\o{p", NULL},
		   *other[] = {"{{a}}.b*c+d?e(f)g[h]i{j}k^l$m|n\\oo", NULL};
	char why[256];

	(void)state;
	assert_int_equal(find(messages, log, 0, why), MET_MET);
	assert_int_equal(find(other, log, 0, why), MET_UNMET);
	for (const char *c = log; *c && *c != '\n'; c++) {
		char one[16];
		snprintf(one, sizeof(one), "{{}}%c", *c);
		const char *single[] = {one, NULL};
		assert_int_equal(find(single, log, 0, why), MET_MET);
		assert_int_equal(find(single, "", 0, why), MET_UNMET);
	}
}

static void the_missing_one_is_named(void **state)
{
	const char *messages[] = {"there", "not \x1b there", NULL}, *bad[] = {"{{(}}", NULL};
	char why[256];

	(void)state;
	assert_int_equal(find(messages, "there\n", 0, why), MET_UNMET);
	assert_non_null(strstr(why, "not \xef\xbf\xbd there"));
	assert_null(strchr(why, '\x1b'));
	/* where the log was cut it may have been there */
	assert_int_equal(find(messages, "there\n", 1, why), MET_UNKNOWN);
	assert_int_equal(find(messages, "there, not \x1b there\n", 1, why), MET_MET);
	assert_int_equal(find(bad, "", 0, why), MET_UNKNOWN);
	assert_non_null(strstr(why, "{{(}}"));
}

static const char loop[] = "helper:bpf_loop";

static void the_first_case_that_holds_counts(void **state)
{
	static const char *const written[] = {
		"comment:9:bpfjury_expect_unloadable",
		"comment:8:bpfjury_otherwise",
		"comment:7:test_expect_msg=old words",
		"comment:6:bpfjury_reason=helper-unknown",
		"comment:5:test_expect_failure",
		"comment:4:bpfjury_since=5.10",
		"comment:3:bpfjury_otherwise",
		"comment:2:test_expect_success",
		"comment:1:bpfjury_needs=helper:bpf_loop",
		"comment:0:bpfjury_shows=a loop",
		"comment:9:bpfjury_from=5.17",
		"comment:10:bpfjury_caps=CAP_NET_ADMIN|CAP_BPF",
	};
	struct expectation e;

	(void)state;
	start();
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		tag(written[i]);
	e = read_tags_on("6.1.170", loop);
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	assert_null(e.reason);
	assert_int_equal(e.log.count, 0);
	assert_string_equal(e.shows, "a loop");
	assert_string_equal(e.from, "5.17");
	assert_string_equal(e.caps, "CAP_NET_ADMIN|CAP_BPF");
	assert_true(e.dropped == ~(1ULL << 39 | 1ULL << 12)); /* include/uapi/linux/capability.h */
	e = read_tags_on("5.10.262", "");
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_REJECTED);
	assert_string_equal(e.reason, "helper-unknown");
	assert_string_equal(e.log.at[0].text, "old words");
	e = read_tags_on("5.9", "");
	assert_string_equal(e.problem, "");
	assert_int_equal(e.expected, VERDICT_UNLOADABLE);
	assert_null(e.reason);
	/* nothing asked: the first */
	expect_read(&e, object, "judged", VARIANT_PRIVILEGED, NULL);
	assert_int_equal(e.expected, VERDICT_ACCEPTED);
	end();
}

static void where_no_case_holds_it_is_skipped(void **state)
{
	struct expectation e;

	(void)state;
	start();
	tag("comment:1:bpfjury_needs=helper:bpf_loop");
	tag("comment:2:test_expect_failure");
	e = read_tags_on("5.10.262", "");
	assert_int_equal(e.expected, VERDICT_SKIPPED);
	assert_int_equal(e.skipped, REASON_NOT_FOR_KERNEL);
	assert_non_null(strstr(e.why, "helper:bpf_loop"));
	end();
	start();
	tag("comment:1:bpfjury_until=6.7, 6.6.11, 6.1.72");
	tag("comment:2:test_expect_failure");
	assert_int_equal(read_tags_on("6.1.71", "").expected, VERDICT_REJECTED);
	assert_int_equal(read_tags_on("6.5.9", "").expected, VERDICT_REJECTED);
	e = read_tags_on("6.1.72", "");
	assert_int_equal(e.expected, VERDICT_SKIPPED);
	assert_non_null(strstr(e.why, "6.1.72"));
	end();
}

static void a_wrong_condition_is_quoted_even_where_it_does_not_count(void **state)
{
	static const char *const tags[] = {
		"comment:7:bpfjury_since=6.x",
		"comment:7:bpfjury_since=",
		"comment:7:bpfjury_since",
		"comment:7:bpfjury_until=6.7,",
		"comment:7:bpfjury_until=6.7 6.6",
		"comment:7:bpfjury_since=6.7, 6.7.1",
		"comment:7:bpfjury_since=v6.7",
		"comment:7:bpfjury_since=6.7-rc0",
		"comment:7:bpfjury_since=6.7.3-rc1",
		"comment:7:bpfjury_since=6",
		"comment:7:bpfjury_since=99999999.1",
		"comment:7:bpfjury_needs=weather:fair",
		"comment:7:bpfjury_needs=helper:",
		"comment:7:bpfjury_needs=bpf_loop",
		"comment:7:bpfjury_needs",
		"comment:7:bpfjury_reason=bad-weather",
		"comment:7:bpfjury_reason=no-privilege",
		"comment:7:bpfjury_target=object",
		"comment:7:bpfjury_shows",
		"comment:7:bpfjury_from=soon",
		"comment:7:bpfjury_caps=CAP_TEA",
		"comment:7:bpfjury_caps=",
		"comment:7:bpfjury_caps=CAP_BPF|",
		"comment:7:bpfjury_caps=CAP_BPF,CAP_NET_ADMIN",
		"comment:7:bpfjury_caps=CAP_BP",
		"comment:7:bpfjury_otherwise=1",
		"comment:7:bpfjury_expect_unloadable=1",
		"comment:7:bpfjury_weather",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
		start();
		tag("comment:1:test_expect_success");
		tag("comment:2:bpfjury_needs=helper:bpf_loop");
		tag("comment:3:bpfjury_otherwise");
		tag("comment:4:test_expect_failure");
		tag(tags[i]);
		struct expectation e = read_tags_on("6.12.117", loop);
		if (!strstr(e.problem, tags[i]))
			fail_msg("%s: \"%s\" does not quote it", tags[i], e.problem);
		assert_int_equal(e.skipped, REASON_NONE);
		end();
	}
}

static void expect_cases_problem(const char *what, const char *const *written)
{
	start();
	for (size_t i = 0; written[i]; i++) {
		char text[128];
		snprintf(text, sizeof(text), "comment:%zu:%s", i, written[i]);
		tag(text);
	}
	struct expectation e = read_tags_on("6.12.117", loop);
	if (!strstr(e.problem, what))
		fail_msg("\"%s\" does not say \"%s\"", e.problem, what);
	assert_int_equal(e.skipped, REASON_NONE); /* which would hide it */
	end();
}

static void cases_that_cannot_be_are_problems(void **state)
{
	(void)state;
	expect_cases_problem("behind a case without conditions",
		(const char *const[]){
			"test_expect_success", "bpfjury_otherwise", "test_expect_failure", NULL});
	expect_cases_problem("nothing is expected behind",
		(const char *const[]){
			"test_expect_success", "bpfjury_since=6.1", "bpfjury_otherwise", NULL});
	expect_cases_problem("nothing is expected behind",
		(const char *const[]){"bpfjury_otherwise", "test_expect_failure", NULL});
	expect_cases_problem("contradicts",
		(const char *const[]){"test_expect_success", "bpfjury_expect_unloadable", NULL});
	expect_cases_problem("contradicts",
		(const char *const[]){"test_expect_failure", "bpfjury_reason=gpl-only",
			"bpfjury_reason=limit-insns", NULL});
	expect_cases_problem("no release",
		(const char *const[]){"bpfjury_since=6.7", "bpfjury_until=6.1", NULL});
	expect_cases_problem("no release", (const char *const[]){"bpfjury_since=6.7, 6.6.11",
						   "bpfjury_until=6.7, 6.6.11", NULL});
	expect_cases_problem("a reason for what is accepted",
		(const char *const[]){"test_expect_success", "bpfjury_reason=gpl-only", NULL});
	expect_cases_problem("a reason for what is accepted",
		(const char *const[]){"bpfjury_reason=gpl-only", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"test_expect_failure", "test_retval=0", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"bpfjury_expect_unloadable", "test_retval=0", NULL});
	expect_cases_problem("a return value of what is refused",
		(const char *const[]){"test_expect_success", "test_expect_failure_unpriv",
			"test_retval_unpriv=0", NULL});
	expect_cases_problem("cannot be told: no BTF",
		(const char *const[]){"bpfjury_needs=kfunc:unknown", NULL});
	/* a window that is narrow, and is one */
	start();
	tag("comment:1:bpfjury_since=6.6.12");
	tag("comment:2:bpfjury_until=6.8, 6.6.11");
	assert_string_equal(read_tags().problem, "");
	assert_int_equal(read_tags_on("6.7.1", "").expected, VERDICT_ACCEPTED);
	end();
	/* where the kernel's version is not to be had, only what asks for it is unknown */
	start();
	tag("comment:1:bpfjury_needs=helper:bpf_loop");
	tag("comment:3:bpfjury_otherwise");
	tag("comment:4:bpfjury_since=6.1");
	assert_string_equal(read_tags_on("unknown", loop).problem, "");
	assert_non_null(strstr(read_tags_on("unknown", "").problem, "version is not known"));
	end();
}

static void releases_are_compared_by_branch(void **state)
{
	static const struct {
		const char *list, *version;
		int has;
	} rows[] = {
		{"6.7", "6.7", 1},
		{"6.7", "6.7-rc1", 1},
		{"6.7", "6.6.99", 0},
		{"6.7", "6.10.0", 1},
		{"6.7", "7.0", 1},
		{"6.7", "5.19", 0},
		{"6.1.72, 6.6.11, 6.7", "6.1.72", 1},
		{"6.7, 6.6.11, 6.1.72", "6.1.71", 0},
		{"6.7, 6.6.11, 6.1.72", "6.1.170", 1},
		{"6.7,6.6.11,6.1.72", "6.6.10", 0},
		{"6.7,6.6.11,6.1.72", "6.5.20", 0},
		{"6.7,6.6.11,6.1.72", "6.2", 0},
		{"6.7,6.6.11,6.1.72", "6.8", 1},
		{"6.7,6.6.11,6.1.72", "5.15.300", 0},
		{"6.7-rc3", "6.7-rc2", 0},
		{"6.7-rc3", "6.7-rc3", 1},
		{"6.7-rc3", "6.7", 1},
		{"6.7-rc3", "6.7.1", 1},
		{"6.1.72", "6.2", 1},
		{"5.10.200", "5.10.262", 1},
	};
	struct kernel_version v;
	struct version_list list;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_int_equal(version_parse(&v, rows[i].version), 0);
		assert_int_equal(version_list_parse(&list, rows[i].list), 0);
		if (version_list_has(&list, &v) != rows[i].has)
			fail_msg("%s in %s: not %d", rows[i].version, rows[i].list, rows[i].has);
	}
}

/*
 * Each expression by itself is one, none matches anything, none costs more than a log is worth; in
 * any case of several.
 */
static void a_pattern_that_is_none_is_a_problem(void **state)
{
	static const char *const bad[] = {"{{)|(}}", "no such thing{{)|(}}", "{{)(}}", "{{x)|(.}}",
		"{{}}", "{{[}}", "{{*}}x{{(}}", "zz{{", "{{a\\}}", "{{(.*)\\1}}", "{{.{1,32000}}}",
		"{{(((.{1,255} ?){1,255} ?){1,255} ?)}}", "{{.{2000} }}"};
	static const char *const good[] = {"{{a|b}}", "{{[0-9]{1,3} }}x",
		"{{R[0-9]+}} {{(inv|scalar)}}", "no braces }}", "{ { }"};
	char text[2048];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad) + sizeof(good) / sizeof(*good); i++) {
		bool is_bad = i < sizeof(bad) / sizeof(*bad);
		const char *message = is_bad ? bad[i] : good[i - sizeof(bad) / sizeof(*bad)];
		start();
		snprintf(text, sizeof(text), "comment:2:test_expect_msg=%s", message);
		tag("comment:0:bpfjury_since=99.0");
		tag("comment:1:test_expect_failure");
		tag(text);
		tag("comment:3:bpfjury_otherwise");
		tag("comment:4:test_expect_success");
		struct expectation e = read_tags();
		if ((*e.problem != 0) != is_bad)
			fail_msg("%s: \"%s\"", message, e.problem);
		end();
	}
	start();
	memset(text, 'x', sizeof(text));
	memcpy(text, "comment:2:test_expect_msg=", 26);
	text[26 + MESSAGE_MAX + 1] = '\0';
	tag(text);
	assert_non_null(strstr(read_tags().problem, "longer than is looked for"));
	end();
}

static void a_caret_is_where_a_line_begins(void **state)
{
	static const char log[] =
		"0: R1=ctx\ninvalid access to packet\nR1 offset is outside of the packet\n";
	static const struct {
		const char *first, *second;
		enum met met;
	} rows[] = {{"inva", "{{^lid}}", MET_UNMET}, {"invalid", "{{^R1 }}", MET_MET},
		{"R1=ctx\n", "{{^invalid}}", MET_MET}, {"{{^0}}", "{{^: R1}}", MET_UNMET}};
	char why[256];

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct expectation e = {
			.log = {.at = {{.text = rows[i].first}, {.text = rows[i].second}},
				.count = 2}};
		if (messages_find_in_log(&e.log, log, 0, why, sizeof(why)) != rows[i].met)
			fail_msg("%s, %s", rows[i].first, rows[i].second);
	}
}

/* Where libbpf shows the BTF that a kernel refused, an annotation stands in its words. */
static void a_message_does_not_find_itself(void **state)
{
	static const char words[] =
		"libbpf: -- BEGIN BTF LOAD LOG ---\nmagic: 0xeb9f\n"
		"[6] DECL_TAG comment:1:test_expect_msg=what nobody said type_id=5 component_idx=-1\n"
		"-- END BTF LOAD LOG --\nlibbpf: prog 'a': failed to find kernel BTF type ID of 'b': -3\n"
		"; int a; what nobody said\n";
	struct expectation e = {.log = {.at = {{.text = "what nobody said"}}, .count = 1}};
	char why[256];

	(void)state;
	assert_int_equal(messages_find_in_log(&e.log, words, 0, why, sizeof(why)), MET_UNMET);
	e.log.at[0].text = "failed to find kernel BTF";
	assert_int_equal(messages_find_in_log(&e.log, words, 0, why, sizeof(why)), MET_MET);
}

static void what_may_stand_once_stands_once(void **state)
{
	static const char *const twice[][2] = {{"bpfjury_shows=a", "bpfjury_shows=a"},
		{"bpfjury_from=5.1", "bpfjury_from=5.2"},
		{"bpfjury_caps=CAP_BPF", "bpfjury_caps=CAP_BPF"},
		{"bpfjury_target=a:b", "bpfjury_target=a:b"},
		{"test_log_level=1", "test_log_level=2"}};

	(void)state;
	for (size_t i = 0; i < sizeof(twice) / sizeof(*twice); i++) {
		char text[64];
		start();
		for (int j = 0; j < 2; j++) {
			snprintf(text, sizeof(text), "comment:%d:%s", j, twice[i][j]);
			tag(text);
		}
		if (!strstr(read_tags().problem, i < 4 ? "written twice" : "contradicts"))
			fail_msg("%s: \"%s\"", text, read_tags().problem);
		end();
	}
	expect_problem("comment:test_log_level=0", "test_log_level=0");
}

/* What hides another, or a case that another one before it always comes to, is no expectation. */
static void a_case_that_never_counts_is_a_problem(void **state)
{
	(void)state;
	expect_cases_problem("an earlier one has them all",
		(const char *const[]){"bpfjury_since=5.0", "test_expect_success",
			"bpfjury_otherwise", "bpfjury_since=6.0", "test_expect_failure", NULL});
	expect_cases_problem("an earlier one has them all",
		(const char *const[]){"bpfjury_until=6.7, 6.6.11", "test_expect_success",
			"bpfjury_otherwise", "bpfjury_until=6.6.11", "bpfjury_needs=map:ringbuf",
			"test_expect_failure", NULL});
	/* a need may not hold, so what is behind it may count */
	start();
	tag("comment:0:bpfjury_since=5.0");
	tag("comment:1:bpfjury_needs=helper:bpf_loop");
	tag("comment:3:bpfjury_otherwise");
	tag("comment:4:bpfjury_since=6.0");
	tag("comment:5:bpfjury_otherwise");
	tag("comment:6:test_expect_failure");
	assert_string_equal(read_tags_on("6.12.117", loop).problem, "");
	end();
	/* a skip does not hide what is wrong besides */
	start();
	tag("comment:0:test_auxiliary");
	tag("comment:1:test_expect_nothing_like_it");
	struct expectation e = read_tags();
	assert_non_null(strstr(e.problem, "nothing_like_it"));
	assert_int_equal(e.skipped, REASON_NONE);
	end();
}

static bool is_judged(void *data, const char *name)
{
	return strcmp(name, data) == 0;
}

/* An annotation that is no program's is nobody's, and is not passed over. */
static void strays_are_found(void **state)
{
	char stray[256];

	(void)state;
	start();
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "neighbour"));
	end();
	object = btf__new_empty();
	int number = btf__add_int(object, "int", 4, BTF_INT_SIGNED),
	    proto = btf__add_func_proto(object, number);
	int name = btf__add_func_param(object, "ctx", number);
	program = btf__add_func(object, "judged", BTF_FUNC_GLOBAL, proto);
	assert_int_equal(name, 0);
	tag("comment:1:test_expect_failure");
	assert_true(btf__add_decl_tag(object, "arg:ctx", program, 0) > 0);
	assert_false(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_true(btf__add_decl_tag(object, "comment:2:test_expect_failure", program, 0) > 0);
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "a parameter of judged"));
	end();
	object = btf__new_empty();
	number = btf__add_int(object, "int", 4, BTF_INT_SIGNED);
	int variable = btf__add_var(object, "counter", BTF_VAR_STATIC, number);
	assert_true(variable > 0 &&
		    btf__add_decl_tag(object, "comment:2:test_expect_failure", variable, -1) > 0);
	assert_true(
		tags_stray(stray, sizeof(stray), object, is_judged, (void *)(uintptr_t)"judged"));
	assert_non_null(strstr(stray, "counter"));
	end();
	/* and of two functions of a name it is either's */
	start();
	tag("comment:1:test_expect_failure");
	assert_true(btf__add_func(object, "judged", BTF_FUNC_STATIC, proto + 1) > 0);
	assert_non_null(strstr(read_tags().problem, "two functions of that name"));
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_annotation_is_accepted),
		cmocka_unit_test(the_unprivileged_inherit_what_they_do_not_say),
		cmocka_unit_test(a_program_is_judged_in_the_ways_it_asks_for),
		cmocka_unit_test(flags_and_returned_values_are_read),
		cmocka_unit_test(load_modes_leave_out),
		cmocka_unit_test(machine_code_is_its_architectures),
		cmocka_unit_test(what_must_not_be_there_is_looked_for_in_between),
		cmocka_unit_test(all_three_spellings_are_read),
		cmocka_unit_test(a_message_keeps_its_own_figures),
		cmocka_unit_test(what_contradicts_is_a_problem),
		cmocka_unit_test(what_is_not_understood_is_quoted),
		cmocka_unit_test(more_tags_than_are_read_is_a_problem),
		cmocka_unit_test(an_auxiliary_is_skipped),
		cmocka_unit_test(another_architectures_program_is_skipped),
		cmocka_unit_test(messages_are_looked_for_in_order),
		cmocka_unit_test(special_characters_are_literal),
		cmocka_unit_test(the_missing_one_is_named),
		cmocka_unit_test(the_first_case_that_holds_counts),
		cmocka_unit_test(where_no_case_holds_it_is_skipped),
		cmocka_unit_test(a_wrong_condition_is_quoted_even_where_it_does_not_count),
		cmocka_unit_test(cases_that_cannot_be_are_problems),
		cmocka_unit_test(releases_are_compared_by_branch),
		cmocka_unit_test(a_pattern_that_is_none_is_a_problem),
		cmocka_unit_test(a_caret_is_where_a_line_begins),
		cmocka_unit_test(a_message_does_not_find_itself),
		cmocka_unit_test(what_may_stand_once_stands_once),
		cmocka_unit_test(a_case_that_never_counts_is_a_problem),
		cmocka_unit_test(strays_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
