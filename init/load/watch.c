// SPDX-License-Identifier: GPL-2.0-only
#include "load/watch.h"
#include "load/alarm.h"
#include "verdict/model.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct watch *current; /* NULL: not watching */
static const char *current_log;
static int64_t current_bound_ms;
static bool saw_sleepable;

void watch_begin(struct watch *w, const char *log_buf, int64_t bound_ms)
{
	*w = (struct watch){.fd = -1, .load_us = UNKNOWN_FIGURE};
	current = w;
	current_log = log_buf;
	current_bound_ms = bound_ms;
}

void watch_end(void)
{
	current = NULL;
}

bool watch_saw_sleepable(void)
{
	return saw_sleepable;
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/*
 * The call for the watched program.  A bound is enforced by a signal: for each instruction that it
 * walks the verifier checks signal_pending(), and gives up with EAGAIN (kernel/bpf/verifier.c,
 * do_check(), since 5.1 and in 4.19's stable branch).
 */
static long load_watched(struct watch *w, const union bpf_attr *attr, const long a[6])
{
	struct timespec before, after;

	w->prog_flags = attr->prog_flags;
	if (current_bound_ms)
		alarm_after(current_bound_ms);
	clock_gettime(CLOCK_MONOTONIC, &before);
	long r = __real_syscall(SYS_bpf, a[0], a[1], a[2], a[3], a[4], a[5]);
	int err = errno;
	clock_gettime(CLOCK_MONOTONIC, &after);
	if (current_bound_ms)
		alarm_after(0);
	if (current_bound_ms && r < 0 && err == EAGAIN) {
		w->stopped = true;
		err = ETIME; /* libbpf repeats a call that returns EAGAIN */
	}
	w->reached = true;
	w->accepted = r >= 0;
	w->err = r >= 0 ? 0 : err;
	w->load_us = (after.tv_sec - before.tv_sec) * 1000000LL +
		     (after.tv_nsec - before.tv_nsec) / 1000;
	if (r >= 0)
		w->fd = fcntl((int)r, F_DUPFD_CLOEXEC, 0);
	errno = err;
	return r;
}

long __wrap_syscall(long number, ...)
{
	va_list args;
	long a[6];

	va_start(args, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(args, long);
	va_end(args);
	if (number == SYS_bpf && a[0] == BPF_PROG_LOAD) {
		const union bpf_attr *attr = (const union bpf_attr *)a[1];
		const bool watched = current && attr->log_buf == (uintptr_t)current_log;
		saw_sleepable |= attr->prog_flags & BPF_F_SLEEPABLE ||
				 attr->prog_type == BPF_PROG_TYPE_SYSCALL;
		if (current)
			side_effects_add(&current->side_effects,
				(const struct bpf_insn *)(uintptr_t)attr->insns, attr->insn_cnt,
				attr->prog_type, watched);
		if (watched)
			return load_watched(current, attr, a);
	}
	return __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}
