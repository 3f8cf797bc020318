// SPDX-License-Identifier: GPL-2.0-only
/* Evidence on a console of how the kernel ended; text quoted by /init is never taken for it. */
#include "vm/evidence.h"
#include "cleanup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

static void evidence_of(struct evidence *e, const char *const lines[])
{
	*e = (struct evidence){.console_device = "ttyS0"};
	for (; *lines; lines++)
		evidence_line(e, *lines);
	evidence_end(e);
}

static void a_console_is_evidence(void **state)
{
	struct evidence e;

	(void)state;
	evidence_of(&e,
		(const char *const[]){"[    1.0] BUG: kernel NULL pointer dereference, address: 0",
			"[    1.0] Oops: 0000 [#1] SMP", "[    1.0] RIP: 0010:f+0x1/0x2",
			"[    1.0] ---[ end trace 0 ]---",
			"[    1.0] Kernel panic - not syncing: Fatal exception", NULL});
	assert_string_equal(e.splat, "BUG: unable to handle kernel NULL pointer dereference in f");
	assert_string_equal(e.panic, e.splat);
	/* the panic has another cause than the splat before it */
	evidence_of(&e,
		(const char *const[]){
			"[    1.0] WARNING: kernel/x.c:1 at f+0x1/0x2, CPU#0: init/71",
			"[    1.0] ---[ end trace 0 ]---",
			"[    2.0] Kernel panic - not syncing: sysrq triggered crash",
			"[    2.0] ---[ end Kernel panic - not syncing: sysrq triggered crash ]---",
			NULL});
	assert_string_equal(e.splat, "WARNING in f");
	assert_string_equal(e.panic, "kernel panic: sysrq triggered crash");
	/* cut before its function */
	evidence_of(
		&e, (const char *const[]){
			    "[    1.0] BUG: soft lockup - CPU#0 stuck for 23s! [init:79]", NULL});
	assert_string_equal(e.splat, "BUG: soft lockup");
	assert_string_equal(e.panic, "");
	/* lines of /init, interrupted by the kernel */
	evidence_of(&e, (const char *const[]){"  # | 12: (95) BUG: exit", "# splat: WARNING in f",
				"  not ok 1 WARNING: x", "KTAP version 1", "1..2", NULL});
	assert_string_equal(e.splat, "");
	assert_true(e.anything);
	evidence_of(
		&e, (const char *const[]){"  # judging: pro[    5.123456] BUG: KCSAN: here", NULL});
	assert_string_equal(e.splat, "KCSAN: here");
	/* the kernel reports on the archive before it starts /init */
	evidence_of(
		&e, (const char *const[]){
			    "[    0.5] Initramfs unpacking failed: junk within compressed archive",
			    "bpfjury 0.1.0: init", "# splat: WARNING in f", NULL});
	assert_string_equal(
		e.unpack_error, "Initramfs unpacking failed: junk within compressed archive");
	evidence_of(
		&e, (const char *const[]){
			    "rootfs image is not initramfs (broken padding); looks like an initrd",
			    NULL});
	assert_string_equal(e.unpack_error,
		"rootfs image is not initramfs (broken padding); looks like an initrd");
	evidence_of(&e,
		(const char *const[]){"bpfjury 0.1.0: init", "Initramfs unpacking failed: quoted",
			"[    1.234567] Initramfs unpacking failed: quoted", NULL});
	assert_string_equal(e.unpack_error, "");
}

/* A line of /init's KTAP that quotes @text, split at @cut by a kernel line. */
static void quote(struct evidence *e, const char *before, const char *text, size_t cut)
{
	char quoted[1024], line[1200];

	snprintf(quoted, sizeof(quoted), "%s%s", before, text);
	splat_hide_stamps(quoted);
	if (cut > strlen(quoted))
		cut = strlen(quoted);
	snprintf(line, sizeof(line), "%.*s[    9.876543] random: crng init done", (int)cut, quoted);
	*e = (struct evidence){.console_device = "ttyS0"};
	evidence_line(e, "[    0.500000] Run /init as init process");
	evidence_line(e, "bpfjury 0.1.0: init");
	evidence_line(e, line);
	evidence_line(e, quoted + cut);
	evidence_line(e, quoted);
	evidence_end(e);
}

static void no_quoted_line_is_evidence(void **state)
{
	static const char *const lies[] = {
		"Kernel panic - not syncing: a lie",
		"[    1.234567] Kernel panic - not syncing: a lie",
		"[12345.123456] BUG: kernel NULL pointer dereference, address: 0000000000000000",
		"<0>[    1.234567][    T1] Kernel panic - not syncing: a lie",
		"[    1.234567] Oops: 0000 [#1] SMP",
		"[[    1.234567] [    1.234567] BUG: KASAN: use-after-free in f",
		"Initramfs unpacking failed: a lie",
		"bpfjury: cannot open the device that jury.records names",
		"BUG: unable to handle page fault for address: 0",
	};
	static const char *const before[] = {
		"  # | ", "  # detail: ", "  # judging: ", "  not ok 1 "};
	struct evidence e;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(lies); i++)
		for (size_t j = 0; j < ARRAY_SIZE(before); j++)
			for (size_t cut = 0; cut < strlen(lies[i]) + 24; cut++) {
				quote(&e, before[j], lies[i], cut);
				assert_string_equal(e.panic, "");
				assert_string_equal(e.splat, "");
				assert_string_equal(e.unpack_error, "");
				assert_false(e.no_records_port);
			}
}

/* The kernel prints the name of its console.  The expected name depends on the machine. */
static void the_kernels_consoles_are_distinguished(void **state)
{
	struct evidence e;

	(void)state;
	evidence_of(&e,
		(const char *const[]){"[    0.0] printk: bootconsole [earlyser0] enabled", NULL});
	assert_true(e.early_console && !e.console);
	evidence_of(&e, (const char *const[]){"[    0.1] printk: console [tty0] enabled",
				"[    0.1] printk: console [ttyS0x] enabled", "console [", NULL});
	assert_false(e.early_console || e.console);
	evidence_of(&e, (const char *const[]){"[    0.1] printk: console [ttyS0] enabled", NULL});
	assert_true(e.console && !e.early_console);
	evidence_of(&e, (const char *const[]){"[    0.0] printk: bootconsole [earlyser0] enabled",
				"[    0.1] printk: console [ttyS0] enabled",
				"[    0.1] printk: bootconsole [earlyser0] disabled", NULL});
	assert_true(e.console && e.early_console);
	/* /init quotes it */
	evidence_of(&e, (const char *const[]){"bpfjury 0.1.0: init",
				"# console [ttyS0] enabled, bootconsole [earlyser0]", NULL});
	assert_false(e.early_console || e.console);
	e = (struct evidence){0};
	evidence_line(&e, "[    0.1] printk: console [ttyS0] enabled");
	assert_false(e.console);
}

/* Deferred work may have any earlier cause. */
static void a_death_in_a_worker_is_deferred(void **state)
{
	struct evidence e;

	(void)state;
	evidence_of(&e,
		(const char *const[]){"[    1.0] BUG: kernel NULL pointer dereference, address: 0",
			"[    1.0] CPU: 0 PID: 71 Comm: init Not tainted 6.12.0",
			"[    1.0] RIP: 0010:f+0x1/0x2", "[    1.0] ---[ end trace 0 ]---",
			"[    1.0] Kernel panic - not syncing: Fatal exception", NULL});
	assert_false(e.deferred);
	evidence_of(&e,
		(const char *const[]){"[    1.0] BUG: kernel NULL pointer dereference, address: 0",
			"[    1.0] CPU: 0 PID: 9 Comm: kworker/0:1 Not tainted 6.12.0",
			"[    1.0] RIP: 0010:f+0x1/0x2", "[    1.0] ---[ end trace 0 ]---",
			"[    1.0] Kernel panic - not syncing: Fatal exception", NULL});
	assert_true(e.deferred);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_is_evidence),
		cmocka_unit_test(no_quoted_line_is_evidence),
		cmocka_unit_test(the_kernels_consoles_are_distinguished),
		cmocka_unit_test(a_death_in_a_worker_is_deferred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
