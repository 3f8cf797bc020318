// SPDX-License-Identifier: GPL-2.0-only
#include "load/watch.h"
#include "load/alarm.h"
#include "load/map-refusals.h"
#include "load/memory-peak.h"
#include "verdict/model.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <stdarg.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static struct watch *current; /* NULL: not watching */
static bool saw_sleepable;

void watch_begin(struct watch *w)
{
	w->last = (struct watched_call){
		.fd = -1, .load_us = UNKNOWN_FIGURE, .mem_peak = UNKNOWN_FIGURE};
	w->outer = current;
	current = w;
}

void watch_end(struct watch *w)
{
	current = w->outer;
}

bool watch_saw_sleepable(void)
{
	return saw_sleepable;
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

/*
 * The call for a watched program.  A bound is enforced by a signal: for each instruction that it
 * walks the verifier checks signal_pending(), and gives up with EAGAIN (kernel/bpf/verifier.c,
 * do_check(), since 5.1 and in 4.19's stable branch).
 */
static long call_watched(struct watched_call *c, int64_t bound_ms, const long a[6])
{
	struct timespec before, after;

	c->prog_flags = ((const union bpf_attr *)a[1])->prog_flags;
	const int64_t memory = memory_peak_begin();
	if (bound_ms)
		alarm_after(bound_ms);
	clock_gettime(CLOCK_MONOTONIC, &before);
	long r = __real_syscall(SYS_bpf, a[0], a[1], a[2], a[3], a[4], a[5]);
	int err = errno;
	clock_gettime(CLOCK_MONOTONIC, &after);
	if (bound_ms)
		alarm_after(0);
	if (bound_ms && r < 0 && err == EAGAIN) {
		c->stopped = true;
		err = ETIME; /* libbpf repeats a call that returns EAGAIN */
	}
	c->mem_peak = memory_peak_end(memory);
	c->reached = true;
	c->accepted = r >= 0;
	c->err = r >= 0 ? 0 : err;
	c->load_us = (after.tv_sec - before.tv_sec) * 1000000LL +
		     (after.tv_nsec - before.tv_nsec) / 1000;
	c->fd = r >= 0 ? fcntl((int)r, F_DUPFD_CLOEXEC, 0) : -1;
	errno = err;
	return r;
}

static long load_watched(struct watch *w, size_t i, const long a[6])
{
	struct watched_call c = {.fd = -1, .attr = (const union bpf_attr *)a[1]};

	if (w->before)
		w->before(w->data, i);
	long r = call_watched(&c, w->bound_ms, a);
	if (!w->after) {
		if (w->last.fd >= 0) /* libbpf has repeated the call */
			close(w->last.fd);
		refused_code_clear(&w->last.code);
		if (!c.accepted && (c.err == EINVAL || c.err == EACCES))
			refused_code_keep(&c.code, c.attr);
		w->last = c;
		w->last.attr = NULL;
		errno = c.err;
		return r;
	}
	const int instead = w->after(w->data, i, &c);
	if (c.fd >= 0)
		close(c.fd);
	if (instead >= 0 && r >= 0)
		close((int)r);
	errno = c.err;
	return instead >= 0 ? instead : r;
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
		struct watch *w = current;
		const uintptr_t at = w ? (uintptr_t)attr->log_buf - (uintptr_t)w->logs : 0;
		const bool watched = w && attr->log_buf && at < w->count;
		saw_sleepable |= attr->prog_flags & BPF_F_SLEEPABLE ||
				 attr->prog_type == BPF_PROG_TYPE_SYSCALL;
		if (w)
			side_effects_add(&w->side_effects,
				(const struct bpf_insn *)(uintptr_t)attr->insns, attr->insn_cnt,
				attr->prog_type, watched);
		if (watched)
			return load_watched(w, at, a);
	}
	long r = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (r < 0 && current && number == SYS_bpf && a[0] == BPF_MAP_CREATE) {
		const int err = errno;
		map_refusals_note((const union bpf_attr *)a[1], (unsigned int)a[2], err);
		errno = err;
	}
	return r;
}
