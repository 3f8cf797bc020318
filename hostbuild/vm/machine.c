// SPDX-License-Identifier: GPL-2.0-only
#include "vm/machine.h"
#include "format.h"
#include "private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const accel_words[] = {
	[ACCEL_AUTO] = "auto", [ACCEL_KVM] = "kvm", [ACCEL_TCG] = "tcg"};

int accel_from_word(const char *word, enum accel *ret)
{
	for (enum accel a = ACCEL_AUTO; a <= ACCEL_TCG; a++)
		if (strcmp(accel_words[a], word) == 0) {
			*ret = a;
			return 0;
		}
	return -EINVAL;
}

const char *accel_word(enum accel a)
{
	return accel_words[a];
}

const char *board_word(enum board b)
{
	static const char *const words[] = {
		[BOARD_MICROVM] = "microvm", [BOARD_Q35] = "q35", [BOARD_PLAIN] = "plain"};

	return words[b];
}

void strv_free(char **strv)
{
	for (char **s = strv; s && *s; s++)
		free(*s);
	free(strv);
}

/*
 * Under KVM the guest has KVM's clock.  Under TCG it would calibrate its TSC against a timer that a
 * busy host starves, and run 20 times too fast or 8 times too slow: it is told the rate (since 5.8;
 * QEMU gives it the host's counter), or has at least the PM timer of the ICH9 for a reference,
 * which acpi=off hides.  It does not test its timer interrupt, which a busy host delays until that
 * test ends in a panic ("IO-APIC + timer doesn't work"; KVM's guests leave it out too).
 * unknown_nmi_panic: what makes a silent guest say where it is (look.h); under KVM a counter of a
 * program's may send one too. What the kernel itself takes for a hang is put off: under TCG a
 * second's work takes half a minute, and time is for the host to judge.
 */
static void clocks_of(const struct machine *m, char *text, size_t size)
{
	int n = 0;

	text[0] = '\0';
	if (m->accel == ACCEL_KVM)
		return;
	n = snprintf(text, size,
		" no_timer_check unknown_nmi_panic rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60");
	if (m->board == BOARD_Q35)
		n += snprintf(text + n, size - (size_t)n, " pmtmr=0x608");
	if (m->board != BOARD_PLAIN && m->tsc_khz > 0)
		snprintf(text + n, size - (size_t)n, " tsc_early_khz=%" PRId64 " tsc=reliable",
			m->tsc_khz);
}

/*
 * The kernel command line.
 * panic=-1, oops=panic: a kernel that is broken ends at once, and its next verdicts are not
 * believed. printk.time=1: each line of the kernel begins with a stamp, which is how it is told
 * from the guest's KTAP (boot.c). quiet: each console byte is an exit to QEMU; errors and worse are
 * still printed. acpi=off, noapictimer, noreplace-smp: no tables to walk, no timer to calibrate, no
 * locks to patch for one processor. earlyprintk: what unpacks the kernel, and the kernel until it
 * has its console, is heard too; the last resort. reboot=t: a triple fault for an exit (with
 * -no-reboot).  doc/kernel-notes.md has the figures.
 */
static char *append_of(const struct machine *m)
{
	const char *speed = m->board == BOARD_PLAIN
				    ? "loglevel=7 earlyprintk=ttyS0,115200"
				    : "quiet acpi=off reboot=t noapictimer noreplace-smp";
	char from[96] = "", clocks[224];

	clocks_of(m, clocks, sizeof(clocks));
	if (m->from_program)
		snprintf(from, sizeof(from), " jury.from=%" PRId64 ":%" PRId64 ":%" PRId64,
			m->from_object, m->from_program, m->from_programs);
	else if (m->from_object)
		snprintf(from, sizeof(from), " jury.from=%" PRId64 ":0", m->from_object);
	return format_string(
		"console=ttyS0 panic=-1 oops=panic printk.time=1 %s%s jury.records=ttyS1 jury.nonce=%s "
		"jury.program_timeout=%" PRId64 " jury.deadline=host%s%s%s%s",
		speed, clocks, m->nonce, m->program_timeout_s, from,
		m->survey ? " jury.features=all" : "", m->added && *m->added ? " jury.added=" : "",
		m->added ? m->added : "");
}

/*
 * x-option-roms, acpi: what a kernel that is handed over by PVH needs neither of.  rtc: reading the
 * clock of a board that has none costs a second.
 */
static char *board_of(const struct machine *m)
{
	const char *accel = m->accel == ACCEL_KVM ? "kvm" : "tcg";

	return m->board == BOARD_MICROVM
		       ? format_string("microvm,x-option-roms=off,acpi=off,rtc=on,accel=%s", accel)
		       : format_string("q35,accel=%s", accel);
}

bool machine_boots_vmlinux(const struct machine *m)
{
	return m->vmlinux && m->board != BOARD_PLAIN;
}

/* A file that the child inherits, by its number; else by its path. */
static char *file_of(int fd, const char *path)
{
	return fd > 0 ? private_path(fd) : strdup(path);
}

static char *kernel_of(const struct machine *m)
{
	return machine_boots_vmlinux(m) ? file_of(m->vmlinux_fd, m->vmlinux)
					: file_of(m->image_fd, m->image);
}

char **machine_argv(const struct machine *m)
{
	/* microvm makes a port for the first -serial alone */
	const bool small = m->board == BOARD_MICROVM;
	char *argv[] = {
		strdup(m->qemu),
		strdup("-nodefaults"),
		strdup("-no-user-config"),
		strdup("-display"),
		strdup("none"),
		strdup("-no-reboot"),
		strdup("-nic"),
		strdup("none"),
		strdup("-sandbox"),
		strdup("on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"),
		strdup("-machine"),
		board_of(m),
		strdup("-cpu"),
		strdup(m->accel == ACCEL_KVM ? "host" : "qemu64"),
		strdup("-smp"),
		strdup("1"),
		strdup("-m"),
		format_string("%" PRId64 "M", m->memory_mib),
		strdup("-chardev"),
		format_string("socket,id=console,fd=%d", m->console_fd),
		strdup("-serial"),
		strdup("chardev:console"),
		strdup("-chardev"),
		format_string("socket,id=records,fd=%d", m->records_fd),
		strdup(small ? "-device" : "-serial"),
		strdup(small ? "isa-serial,index=1,chardev=records" : "chardev:records"),
		strdup("-chardev"),
		format_string("socket,id=monitor,fd=%d", m->monitor_fd),
		strdup("-mon"),
		strdup("chardev=monitor,mode=control"),
		strdup("-kernel"),
		kernel_of(m),
		strdup("-initrd"),
		file_of(m->archive_fd, m->archive),
		strdup("-append"),
		append_of(m),
	};
	const size_t count = sizeof(argv) / sizeof(*argv);
	char **ret = calloc(count + 1, sizeof(*ret));
	bool whole = ret != NULL;

	for (size_t i = 0; i < count; i++)
		whole &= argv[i] != NULL;
	if (!whole) {
		for (size_t i = 0; i < count; i++)
			free(argv[i]);
		free(ret);
		return NULL;
	}
	memcpy(ret, argv, sizeof(argv));
	return ret;
}
