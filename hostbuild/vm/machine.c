// SPDX-License-Identifier: GPL-2.0-only
#include "vm/machine.h"
#include "argv.h"
#include "format.h"
#include "private.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const accel_words[N_ACCELS] = {
	[ACCEL_AUTO] = "auto", [ACCEL_KVM] = "kvm", [ACCEL_TCG] = "tcg"};

int accel_from_word(const char *word, enum accel *ret)
{
	for (enum accel a = ACCEL_AUTO; a < N_ACCELS; a++)
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
	if (b->counter && a->counter_khz && m->counter_khz > 0)
		snprintf(text + n, size - (size_t)n, " %s%" PRId64 " %s", a->counter_khz,
			m->counter_khz, a->counter_trusted);
}

/*
 * The kernel command line; what belongs to a board is in kernel/arch.c.
 * panic=-1, oops=panic: a broken kernel ends at once, since its further verdicts cannot be trusted.
 * printk.time=1: each line of the kernel begins with a time stamp, which tells it from the guest's
 * KTAP (evidence.c).
 * The user's words come after these, so that they count where both are about the same.
 */
static char *append_of(const struct machine *m, const struct run_parameters *p)
{
	char tcg[224], words[RUN_PARAMETERS_SIZE];
	struct run_parameters parameters = *p;

	append_tcg(m, tcg, sizeof(tcg));
	snprintf(parameters.records, sizeof(parameters.records), "%s", m->arch->records);
	run_parameters_write(words, &parameters);
	return format_string("console=%s panic=-1 oops=panic printk.time=1 %s%s %s%s%s",
		m->arch->console, board_of(m)->append, tcg, m->append ? m->append : "",
		m->append ? " " : "", words);
}

bool machine_boots_vmlinux(const struct machine *m)
{
	return m->vmlinux && board_of(m)->vmlinux;
}

/* A file that QEMU inherits, by its number; else by its path. */
static char *file_of(int fd, const char *path)
{
	return fd > 0 ? private_path(fd) : strdup(path);
}

static char *kernel_of(const struct machine *m)
{
	return machine_boots_vmlinux(m) ? file_of(m->vmlinux_fd, m->vmlinux)
					: file_of(m->image_fd, m->image);
}

/* Takes @value, as argv_add() does. */
static void add_option(struct argv *a, const char *option, char *value)
{
	argv_add(a, strdup(option));
	argv_add(a, value);
}

/* A serial port of the guest, whose other end is the socket @fd. */
static void add_port(struct argv *a, const char *name, int fd, const char *device)
{
	add_option(a, "-chardev", format_string("socket,id=%s,fd=%d", name, fd));
	if (device)
		add_option(a, "-device", format_string("%s,chardev=%s", device, name));
	else
		add_option(a, "-serial", format_string("chardev:%s", name));
}

char **machine_argv(const struct machine *m, const struct run_parameters *p)
{
	const bool kvm = m->accel == ACCEL_KVM;
	struct argv a = {0};

	argv_add(&a, strdup(m->qemu));
	argv_add(&a, strdup("-nodefaults"));
	argv_add(&a, strdup("-no-user-config"));
	add_option(&a, "-display", strdup("none"));
	argv_add(&a, strdup("-no-reboot"));
	add_option(&a, "-nic", strdup("none"));
	add_option(&a, "-sandbox",
		strdup("on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"));
	add_option(&a, "-machine",
		format_string("%s,accel=%s", board_of(m)->machine, kvm ? "kvm" : "tcg"));
	add_option(&a, "-cpu", strdup(kvm ? m->arch->cpu_kvm : m->arch->cpu_tcg));
	add_option(&a, "-smp", format_string("%" PRId64, m->cpus ? m->cpus : 1));
	add_option(&a, "-m", format_string("%" PRId64 "M", m->memory_mib));
	add_port(&a, "console", m->console_fd, NULL);
	add_port(&a, "records", m->records_fd, board_of(m)->records_device);
	add_option(&a, "-chardev", format_string("socket,id=monitor,fd=%d", m->monitor_fd));
	add_option(&a, "-mon", strdup("chardev=monitor,mode=control"));
	add_option(&a, "-kernel", kernel_of(m));
	add_option(&a, "-initrd", file_of(m->archive_fd, m->archive));
	add_option(&a, "-append", append_of(m, p));
	return argv_finish(&a);
}
