// SPDX-License-Identifier: GPL-2.0-only
/*
 * QEMU's argv against golden files.  No path from a user is ever parsed as an option.  With
 * UPDATE_GOLDEN set the test writes the files: check the difference before you commit it.
 */
#include "vm/machine.h"
#include "argv.h"
#include "cleanup.h"
#include "files.h"
#include "format.h"
#include "result/result.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

/* main() adds the architecture. */
static struct machine usual = {
	.qemu = "qemu-system-x86_64",
	.accel = ACCEL_TCG,
	.image = "/store/bzImage",
	.vmlinux = "/store/vmlinux",
	.board = BOARD_STANDARD,
	.archive = "/run/archive.cpio",
	.memory_mib = 512,
	.console_fd = 7,
	.records_fd = 9,
	.monitor_fd = 11,
	.counter_khz = 2596122,
};

static const struct run_parameters first_boot = {
	.nonce = "0123456789abcdef",
	.program_timeout_s = 120,
	.host_deadline = true,
	.from_programs = -1,
};

static char *text_of(const struct machine *m, const struct run_parameters *p)
{
	char **argv = machine_argv(m, p), *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	assert_non_null(argv);
	for (char **a = argv; *a; a++)
		fprintf(f, "%s\n", *a);
	fclose(f);
	argv_free(argv);
	return text;
}

static void check_golden(const char *name, const struct machine *m, const struct run_parameters *p)
{
	cleanup_free char *path = format_string("%s/golden/argv/%s.txt", getenv("TESTS"), name);
	cleanup_free char *got = text_of(m, p), *want = NULL;

	if (getenv("UPDATE_GOLDEN")) {
		assert_int_equal(files_write(path, got, strlen(got)), 0);
		return;
	}
	assert_int_equal(files_read(path, 1 << 16, &want, NULL), 0);
	if (strcmp(got, want) != 0)
		fail_msg("%s differs:\n%s", path, got);
}

static void argv_matches_the_golden_files(void **state)
{
	struct machine m;

	(void)state;
	check_golden("fast-tcg", &usual, &first_boot);
	m = usual;
	m.accel = ACCEL_KVM;
	check_golden("fast-kvm", &m, &first_boot);
	m = usual;
	m.vmlinux = NULL;
	check_golden("fast-no-vmlinux", &m, &first_boot);
	m = usual;
	m.board = BOARD_FAST;
	check_golden("microvm-tcg", &m, &first_boot);
	m = usual;
	m.counter_khz = 0;
	check_golden("microvm-tcg-no-rate", &m, &first_boot);
	m = usual;
	m.counter_khz = 0;
	check_golden("fast-tcg-no-rate", &m, &first_boot);
	m = usual;
	m.board = BOARD_PLAIN;
	check_golden("plain-tcg", &m, &first_boot);
	m.accel = ACCEL_KVM;
	m.vmlinux = NULL;
	check_golden("plain-kvm-no-vmlinux", &m, &first_boot);
	m = usual;
	m.cpus = 2;
	m.append = "lockdown=integrity nosmt";
	check_golden("appended", &m, &first_boot);
	m = usual;
	m.memory_mib = 4096;
	struct run_parameters p = first_boot;
	p.from_object = 12;
	p.from_program = 3;
	p.from_programs = 7;
	p.program_timeout_s = 5;
	check_golden("resumed", &m, &p);
	p = first_boot;
	p.from_program = 1;
	p.from_programs = 1;
	check_golden("resumed-first-object", &usual, &p);
	m = usual;
	m.qemu = "/opt/my qemu/bin/qemu";
	m.image = "/a dir/b,c=d/$(reboot)`id`;'\"*?/bzImage";
	m.vmlinux = NULL;
	m.archive = "/a dir/x,fd=0,id=records/%s%n\\/archive.cpio";
	check_golden("strange-paths", &m, &first_boot);
}

/* Invariants of each row of the table, on which other code relies. */
static void an_architecture_has_its_boards(void **state)
{
	const struct arch *a = arch_default();

	(void)state;
	assert_ptr_equal(arch_find(a->name), a);
	assert_null(arch_find("pdp11"));
	for (enum board i = 0; i < N_BOARDS; i++) {
		const struct arch_board *b = &a->boards[i];
		assert_true(
			*b->name && strlen(b->name) < sizeof(((struct result_boot *)0)->machine));
		assert_true(*b->machine && *b->append);
		assert_non_null(strstr(a->qemu, a->name));
		for (enum board j = 0; j < i; j++)
			assert_string_not_equal(b->name, a->boards[j].name);
	}
	/* the last board has an early console */
	assert_non_null(strstr(a->boards[BOARD_PLAIN].append, a->console));
}

/* Files that QEMU inherits are passed by descriptor, not by path. */
static void copies_are_booted_by_descriptor(void **state)
{
	struct machine m = usual;

	(void)state;
	m.image_fd = 11;
	m.vmlinux_fd = 12;
	m.archive_fd = 13;
	for (enum board board = BOARD_STANDARD; board <= BOARD_PLAIN; board++) {
		m.board = board;
		cleanup_free char *text = text_of(&m, &first_boot);
		assert_non_null(strstr(text, board == BOARD_PLAIN ? "\n-kernel\n/dev/fd/11\n"
								  : "\n-kernel\n/dev/fd/12\n"));
		assert_non_null(strstr(text, "\n-initrd\n/dev/fd/13\n"));
		assert_null(strstr(text, "/store/"));
		assert_null(strstr(text, "/run/"));
		assert_int_equal(machine_boots_vmlinux(&m), board != BOARD_PLAIN);
	}
}

/*
 * The parameters of /init are on the command line.  The port for records depends on the machine.
 */
static void parameters_are_passed_on(void **state)
{
	struct run_parameters p = first_boot;

	(void)state;
	strcpy(p.records, "elsewhere");
	strcpy(p.added, "00aa");
	p.survey = true;
	cleanup_free char *text = text_of(&usual, &p);
	assert_non_null(strstr(text, " jury.added=00aa\n"));
	assert_non_null(strstr(text, " jury.features=all "));
	assert_non_null(strstr(text, " jury.records=ttyS1 "));
	assert_null(strstr(text, "elsewhere"));
	assert_string_equal(p.records, "elsewhere");
}

static size_t count_of(char **argv, const char *text)
{
	size_t n = 0;

	for (char **a = argv; *a; a++)
		n += strstr(*a, text) != NULL;
	return n;
}

/* A user's path is one complete argument and part of no other. */
static void a_path_is_a_separate_argument(void **state)
{
	static const char *const paths[] = {
		"MARK,accel=kvm",
		"MARK -net user",
		"MARK;reboot",
		"-MARK",
		"MARK\n-monitor stdio",
		"MARK%s%n%d",
		"jury.records=MARK",
		"/MARK/../..",
		"MARK\xff\x01",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
		struct machine m = usual;
		m.image = m.archive = m.qemu = paths[i];
		m.vmlinux = i % 2 ? paths[i] : NULL;
		char **argv = machine_argv(&m, &first_boot);
		size_t alone = 0, pairs = 0;
		assert_non_null(argv);
		assert_string_equal(argv[0], paths[i]);
		for (char **a = argv; *a; a++) {
			alone += strcmp(*a, paths[i]) == 0;
			if (strcmp(*a, "-kernel") == 0 || strcmp(*a, "-initrd") == 0) {
				assert_string_equal(a[1], paths[i]);
				pairs++;
			}
		}
		assert_int_equal(alone, 3);
		assert_int_equal(count_of(argv, "MARK"), 3);
		assert_int_equal(pairs, 2);
		argv_free(argv);
	}
}

/* Every variant has the options that isolate the guest. */
static void the_guest_is_always_isolated(void **state)
{
	(void)state;
	for (int bits = 0; bits < 3 * 8; bits++) {
		struct run_parameters p = first_boot;
		struct machine m = usual;
		m.accel = bits & 1 ? ACCEL_KVM : ACCEL_TCG;
		m.vmlinux = bits & 2 ? m.vmlinux : NULL;
		p.from_object = bits & 4 ? 3 : 0;
		m.board = (enum board)(bits / 8);
		char **argv = machine_argv(&m, &p);
		assert_non_null(argv);
		assert_int_equal(count_of(argv, "-nodefaults"), 1);
		assert_int_equal(count_of(argv, "-no-user-config"), 1);
		assert_int_equal(count_of(argv, "-no-reboot"), 1);
		assert_int_equal(count_of(argv, "spawn=deny"), 1);
		assert_int_equal(count_of(argv, "panic=-1"), 1);
		assert_int_equal(count_of(argv, "jury.nonce=0123456789abcdef"), 1);
		assert_int_equal(count_of(argv, "jury.records=ttyS1"), 1);
		assert_int_equal(count_of(argv, "jury.from="), bits & 4 ? 1 : 0);
		for (char **a = argv; *a; a++)
			if (strcmp(*a, "-nic") == 0)
				assert_string_equal(a[1], "none");
		argv_free(argv);
	}
}

static void accelerators_have_names(void **state)
{
	enum accel a = ACCEL_KVM;

	(void)state;
	assert_int_equal(accel_from_word("auto", &a), 0);
	assert_int_equal(a, ACCEL_AUTO);
	assert_int_equal(accel_from_word("kvm", &a), 0);
	assert_string_equal(accel_word(a), "kvm");
	assert_int_equal(accel_from_word("tcg", &a), 0);
	assert_string_equal(accel_word(a), "tcg");
	assert_true(accel_from_word("", &a) < 0 && accel_from_word("KVM", &a) < 0 &&
		    accel_from_word("hvf", &a) < 0);
	assert_int_equal(a, ACCEL_TCG);
}

int main(void)
{
	usual.arch = arch_default();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(argv_matches_the_golden_files),
		cmocka_unit_test(an_architecture_has_its_boards),
		cmocka_unit_test(copies_are_booted_by_descriptor),
		cmocka_unit_test(parameters_are_passed_on),
		cmocka_unit_test(a_path_is_a_separate_argument),
		cmocka_unit_test(the_guest_is_always_isolated),
		cmocka_unit_test(accelerators_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
