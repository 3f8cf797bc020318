// SPDX-License-Identifier: GPL-2.0-only
#include "vm/machine.h"
#include "format.h"
#include "private.h"
#include "verdict/run-parameters.h"

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

static const struct arch_board *board_of(const struct machine *m)
{
	return &m->arch->boards[m->board];
}

void strv_free(char **strv)
{
	for (char **s = strv; s && *s; s++)
		free(*s);
	free(strv);
}

/*
 * Words for a guest under TCG; "" under KVM, which gives it a clock of its own.
 *
 * Under TCG a guest calibrates its cycle counter against a timer that a busy host starves, and its
 * clock runs 20 times too fast or 8 times too slow.  QEMU gives it the host's counter, so its rate
 * is passed where the kernel takes it; where not, a timer of the board serves as the reference.
 * rcu_cpu_stall_timeout, watchdog_thresh: what the kernel takes for a hang is put off.  Under TCG a
 * second's work takes half a minute, and the host keeps the deadlines.
 */
static void append_tcg(const struct machine *m, char *text, size_t size)
{
	const struct arch *a = m->arch;
	const struct arch_board *b = board_of(m);
	int n = 0;

	text[0] = '\0';
	if (m->accel == ACCEL_KVM)
		return;
	n = snprintf(text, size, " %s rcupdate.rcu_cpu_stall_timeout=300 watchdog_thresh=60",
		a->append_tcg);
	if (b->append_tcg)
		n += snprintf(text + n, size - (size_t)n, " %s", b->append_tcg);
	if (b->counter && a->counter_khz && m->tsc_khz > 0)
		snprintf(text + n, size - (size_t)n, " %s%" PRId64 " %s", a->counter_khz,
			m->tsc_khz, a->counter_trusted);
}

static void parameters_of(const struct machine *m, struct run_parameters *run)
{
	run_parameters_init(run);
	snprintf(run->records, sizeof(run->records), "%s", m->arch->records);
	memcpy(run->nonce, m->nonce, sizeof(run->nonce));
	run->program_timeout_s = m->program_timeout_s;
	run->host_deadline = true;
	run->from_object = m->from_object;
	run->from_program = m->from_program;
	run->from_programs = m->from_programs;
	run->survey = m->survey;
	snprintf(run->added, sizeof(run->added), "%s", m->added ? m->added : "");
}

/*
 * The kernel command line; what belongs to a board is in kernel/arch.c.
 * panic=-1, oops=panic: a broken kernel ends at once, since its further verdicts cannot be trusted.
 * printk.time=1: each line of the kernel begins with a time stamp, which tells it from the guest's
 * KTAP (boot.c).
 */
static char *append_of(const struct machine *m)
{
	char tcg[224], parameters[RUN_PARAMETERS_SIZE];
	struct run_parameters run;

	append_tcg(m, tcg, sizeof(tcg));
	parameters_of(m, &run);
	run_parameters_write(parameters, &run);
	return format_string("console=%s panic=-1 oops=panic printk.time=1 %s%s %s",
		m->arch->console, board_of(m)->append, tcg, parameters);
}

bool machine_boots_vmlinux(const struct machine *m)
{
	return m->vmlinux && board_of(m)->vmlinux;
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
	const char *device = board_of(m)->records_device;
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
		format_string(
			"%s,accel=%s", board_of(m)->machine, m->accel == ACCEL_KVM ? "kvm" : "tcg"),
		strdup("-cpu"),
		strdup(m->accel == ACCEL_KVM ? m->arch->cpu_kvm : m->arch->cpu_tcg),
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
		strdup(device ? "-device" : "-serial"),
		device ? format_string("%s,chardev=records", device) : strdup("chardev:records"),
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
