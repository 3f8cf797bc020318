// SPDX-License-Identifier: GPL-2.0-only
/*
 * load_program() on this machine's kernel: the answers for accepted, refused and executed programs.
 * Skipped where bpf(2) is not available.
 */
#include "run/exercise.h"
#include "file.h"
#include "load/flags.h"
#include "load/load.h"
#include "load/open.h"
#include "load/prog-info.h"
#include "load/target.h"
#include "libbpf-setup.h"
#include "load/watch.h"
#include "fixture-objects.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "skipping.h"

/* A request for @program of the test object @object; drop() frees its bytes. */
static struct load_request request_for(const char *object, const char *program)
{
	struct load_request r = {.log_level = 4};
	struct bpf_object *o = test_object_open(object);
	struct bpf_program *p;
	char *bytes = NULL;

	bpf_object__for_each_program(p, o) {
		if (strcmp(bpf_program__name(p), program) == 0)
			break;
		r.program++;
	}
	assert_non_null(p);
	bpf_object__close(o);
	assert_int_equal(read_whole(test_object_path(object), 1 << 24, &bytes, &r.len), 0);
	r.bytes = bytes;
	return r;
}

static void an_object_has_the_name_of_its_file(void **state)
{
	static const char *const cases[][2] = {
		{"a/b/r02_jumps.bpf.o", "r02_jumps"},
		{"plain", "plain"},
		{"a.d/a_name_that_is_too_long.o", "a_name_that_is_"},
		{"a/.bpf.o", ""},
		{NULL, "object"},
	};
	char name[BPF_OBJ_NAME_LEN];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		open_name(name, cases[i][0]);
		assert_string_equal(name, cases[i][1]);
	}
}

static struct load_answer load(struct load_request *r)
{
	struct load_answer a;

	assert_int_equal(load_program(&a, r), 0);
	return a;
}

static void drop(struct load_request *r, struct load_answer *a)
{
	free((char *)r->bytes);
	load_answer_clear(a);
}

static void an_accepted_program_has_figures(void **state)
{
	NEED_BPF;
	struct load_request r = request_for("many_programs", "program_105");
	struct load_answer a = load(&r);

	assert_true(a.accepted && a.reached && a.loaded);
	assert_int_equal(a.err, 0);
	assert_true(a.load_us >= 0 && a.load_us < 60000000);
	assert_true(a.xlated_bytes > 0 && a.xlated_bytes % 8 == 0);
	assert_non_null(strstr(a.log, "processed "));
	assert_null(a.xlated);
	assert_false(a.run.ran);
	drop(&r, &a);
	r = request_for("many_programs", "program_105");
	r.wants_xlated = true;
	a = load(&r);
	assert_non_null(a.xlated);
	assert_non_null(strstr(a.xlated, "exit"));
	drop(&r, &a);
}

static void a_refused_program_has_errno_and_log(void **state)
{
	NEED_BPF;
	struct load_request r = request_for("helper_unknown", "helper_unknown");
	struct load_answer a = load(&r);

	assert_false(a.accepted);
	assert_true(a.reached);
	assert_false(a.loaded);
	assert_int_equal(a.err, EINVAL);
	assert_non_null(strstr(a.log, "invalid func unknown#9999"));
	assert_int_equal(a.log_len, strlen(a.log));
	assert_false(a.log_cut || a.stopped);
	assert_int_equal(a.xlated_bytes, UNKNOWN_FIGURE);
	drop(&r, &a);
}

/* watch_saw_sleepable() after a load with that type and those flags, accepted or refused. */
static bool saw_sleepable(enum bpf_prog_type type, uint32_t flags)
{
	const struct bpf_insn insns[] = {
		{.code = BPF_ALU64 | BPF_MOV | BPF_K}, {.code = BPF_JMP | BPF_EXIT}};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = flags);
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		bpf_prog_load(type, NULL, "GPL", insns, 2, &opts);
		_exit(watch_saw_sleepable());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WEXITSTATUS(status);
}

static void sleepable_programs_are_seen_by_type_and_flag(void **state)
{
	int status;

	(void)state;
	assert_false(saw_sleepable(BPF_PROG_TYPE_SOCKET_FILTER, 0));
	assert_false(saw_sleepable(BPF_PROG_TYPE_LSM, BPF_F_TEST_STATE_FREQ));
	assert_true(saw_sleepable(BPF_PROG_TYPE_LSM, BPF_F_SLEEPABLE));
	assert_true(saw_sleepable(BPF_PROG_TYPE_SYSCALL, 0));
	/*
	 * the flag may come from an annotation or bpfjury.yaml, with a section that does not sleep
	 */
	struct load_request r = request_for("many_programs", "program_105");
	r.prog_flags = BPF_F_SLEEPABLE;
	pid_t pid = fork();
	if (pid == 0) {
		struct load_answer a;
		_exit(load_program(&a, &r) == 0 && a.reached && watch_saw_sleepable());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 1);
	free((char *)r.bytes);
}

/* A probe that fails for another reason does not make the flag unknown. */
static void only_einval_makes_a_flag_unknown(void **state)
{
	int status;

	NEED_BPF;
	assert_int_equal(flags_known(BPF_F_TEST_STATE_FREQ), BPF_F_TEST_STATE_FREQ);
	assert_int_equal(flags_known(1U << 31 | BPF_F_TEST_STATE_FREQ), BPF_F_TEST_STATE_FREQ);
	/* BPF_F_XDP_DEV_BOUND_ONLY requires a device, and is not probed */
	assert_int_equal(flags_known(1U << 6), 1U << 6);
	/* EMFILE: no descriptor is left for a program */
	pid_t pid = fork();
	if (pid == 0) {
		const struct rlimit none = {0, 0};
		setrlimit(RLIMIT_NOFILE, &none);
		_exit(flags_known(BPF_F_TEST_STATE_FREQ) == BPF_F_TEST_STATE_FREQ);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 1);
}

/* Where libbpf fails before BPF_PROG_LOAD, the answer has its warnings and no log. */
static void a_program_that_libbpf_refuses_is_not_reached(void **state)
{
	NEED_BPF;
	struct load_request r = request_for("kfunc_missing", "kfunc_missing");
	struct load_answer a = load(&r);

	assert_false(a.accepted || a.reached || a.loaded);
	assert_true(a.err > 0);
	assert_true(strlen(a.warnings) > 0);
	assert_string_equal(a.log, "");
	drop(&r, &a);
}

static void a_file_that_is_no_object_is_an_error(void **state)
{
	static const char *const names[] = {"not_elf", "torn_in_half", "empty"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct load_request r = {.log_level = 4};
		struct load_answer a;
		char *bytes;
		assert_int_equal(
			read_whole(test_object_path(names[i]), 1 << 24, &bytes, &r.len), 0);
		r.bytes = bytes;
		assert_true(load_program(&a, &r) < 0);
		free(bytes);
	}
	libbpf_warnings_reset();
	assert_string_equal(libbpf_warnings(), "");
}

/* The number of open descriptors. */
static int descriptors(void)
{
	int n = 0;

	for (int fd = 0; fd < 256; fd++)
		n += fcntl(fd, F_GETFD) >= 0;
	return n;
}

static void a_load_leaks_no_descriptor(void **state)
{
	NEED_BPF;
	/* libbpf keeps descriptors for its feature probes: load once before counting */
	struct load_request r = request_for("whole", "whole");
	struct load_answer a = load(&r);
	drop(&r, &a);
	const int before = descriptors();
	static const char *const names[] = {"whole", "helper_unknown", "kfunc_missing"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		r = request_for(names[i], names[i]);
		a = load(&r);
		drop(&r, &a);
		assert_int_equal(descriptors(), before);
	}
}

/* A load without capabilities is refused, and they are effective again afterwards. */
static void capabilities_are_restored(void **state)
{
	NEED_BPF;
	struct load_request r = request_for("freplace_target", "freplace_target");
	r.dropped = 1ULL << CAP_BPF | 1ULL << CAP_SYS_ADMIN | 1ULL << CAP_NET_ADMIN |
		    1ULL << CAP_PERFMON;
	struct load_answer a = load(&r);

	assert_false(a.accepted);
	assert_int_equal(a.err, EPERM);
	assert_true(can_load_programs());
	drop(&r, &a);
}

static const struct loader no_settings;
static const struct configure nothing = {.loader = &no_settings};

static void a_freplace_program_is_loaded_for_its_target(void **state)
{
	NEED_BPF;
	int fd = target_load(test_object_path("freplace_target"), "freplace_target", &nothing);

	assert_true(fd >= 0);
	struct load_request r = request_for("freplace", "replacement");
	r.target_fd = fd;
	struct load_answer a = load(&r);
	if (!a.accepted && !*a.log) { /* before the verifier ran */
		const int err = a.err;
		drop(&r, &a);
		close(fd);
		skip_because("this kernel refuses freplace programs: %s", strerror(err));
	}
	if (!a.accepted)
		fail_msg("%d: %s%s", a.err, a.warnings, a.log);
	drop(&r, &a);
	close(fd);
	/* no target is invented */
	r = request_for("freplace", "replacement");
	a = load(&r);
	assert_false(a.accepted || a.reached);
	assert_string_equal(a.adapted, "");
	drop(&r, &a);
	assert_int_equal(
		target_load(test_object_path("freplace_target"), "none", &nothing), -ENOENT);
	assert_int_equal(
		target_load(test_object_path("freplace"), "replacement", &nothing), -EINVAL);
	assert_int_equal(target_load(test_object_path("nowhere"), "p", &nothing), -ENOENT);
}

/* A refusal that hangs on the entries of an array is told from others by another number. */
static void an_array_has_another_number_of_entries(void **state)
{
	NEED_BPF;
	static const char *const names[] = {"unchecked", "checked", "beyond"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct load_request r = request_for("array_sizes", names[i]);
		struct load_answer a = load(&r), b;
		assert_string_equal(a.adapted, "unsized: max_entries 1");
		assert_string_equal(a.sized_map, "unsized");
		assert_int_equal(a.accepted, i == 1);
		r.other_extreme = true;
		b = load(&r);
		if (i > 0)
			assert_int_equal(b.accepted, a.accepted);
		/* unchecked: by kernel */
		load_answer_clear(&a);
		drop(&r, &b);
	}
}

static struct load_answer run(
	const char *program, const struct loader *loader, struct load_request *r)
{
	static struct configure configure;

	*r = request_for("exercised", program);
	r->runs = true;
	configure = (struct configure){.loader = loader};
	r->configure = loader ? &configure : NULL;
	return load(r);
}

/* The input has 64 bytes, and the map entries of bpfjury.yaml are written before the run. */
static void a_run_returns_a_value(void **state)
{
	static unsigned char key[4], value[8] = {0xe8, 3}, byte[1];
	struct loader_entry entry = {
		.key = key, .value = value, .key_len = sizeof(key), .value_len = sizeof(value)};
	const struct loader_map limits = {.name = (char *)"limits",
					.set = LOADER_MAP_CONTENTS,
					.entries = &entry,
					.count = 1},
				*map = &limits;
	const struct loader loader = {.maps = &map, .n_maps = 1};
	struct load_request r;

	NEED_BPF;
	struct load_answer a = run("returns_length", NULL, &r);
	assert_true(a.run.ran);
	assert_int_equal(a.run.retval, 64);
	assert_true(a.run.ns >= 0);
	drop(&r, &a);
	a = run("returns_negative", NULL, &r);
	assert_int_equal(a.run.retval, -2);
	drop(&r, &a);
	a = run("returns_limit", NULL, &r);
	assert_true(a.run.ran);
	assert_int_equal(a.run.retval, 0);
	drop(&r, &a);
	a = run("returns_limit", &loader, &r);
	assert_int_equal(a.run.retval, 1000);
	drop(&r, &a);
	/* a value of the wrong size cannot be written: the program is not run without it */
	entry.value = byte;
	entry.value_len = sizeof(byte);
	a = run("returns_limit", &loader, &r);
	assert_true(a.accepted);
	assert_false(a.run.ran);
	assert_non_null(strstr(a.run.unfilled, "limits could not be filled"));
	drop(&r, &a);
}

static void a_type_without_test_run_is_not_run(void **state)
{
	struct load_request r;

	NEED_BPF;
	struct load_answer a = run("unknown_type", NULL, &r);
	assert_true(a.accepted);
	assert_false(a.run.ran);
	assert_int_equal(a.run.err, 524); /* ENOTSUPP, which userspace headers lack */
	drop(&r, &a);
}

/* A program with side effects is loaded, and not run. */
static void a_program_with_side_effects_is_not_run(void **state)
{
	NEED_BPF;
	struct bpf_object *o = test_object_open("side_effects");
	struct bpf_program *p;
	size_t seen = 0;

	bpf_object__for_each_program(p, o) {
		struct load_request r = request_for("side_effects", bpf_program__name(p));
		r.runs = true;
		struct load_answer a = load(&r);
		if (a.loaded && a.run.side_effect) {
			assert_false(a.run.ran);
			seen++;
		}
		drop(&r, &a);
	}
	bpf_object__close(o);
	assert_true(seen > 0);
}

static void without_a_program_there_is_no_disassembly(void **state)
{
	(void)state;
	errno = 0;
	assert_null(prog_info_xlated(-1));
	assert_true(errno > 0);
	struct exercise none = {0};
	exercise_clear(&none);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_has_the_name_of_its_file),
		cmocka_unit_test(an_accepted_program_has_figures),
		cmocka_unit_test(a_refused_program_has_errno_and_log),
		cmocka_unit_test(sleepable_programs_are_seen_by_type_and_flag),
		cmocka_unit_test(only_einval_makes_a_flag_unknown),
		cmocka_unit_test(a_program_that_libbpf_refuses_is_not_reached),
		cmocka_unit_test(a_file_that_is_no_object_is_an_error),
		cmocka_unit_test(a_load_leaks_no_descriptor),
		cmocka_unit_test(capabilities_are_restored),
		cmocka_unit_test(a_freplace_program_is_loaded_for_its_target),
		cmocka_unit_test(an_array_has_another_number_of_entries),
		cmocka_unit_test(a_run_returns_a_value),
		cmocka_unit_test(a_type_without_test_run_is_not_run),
		cmocka_unit_test(a_program_with_side_effects_is_not_run),
		cmocka_unit_test(without_a_program_there_is_no_disassembly),
	};

	libbpf_setup();
	return run_counted(tests);
}
