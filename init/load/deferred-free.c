// SPDX-License-Identifier: GPL-2.0-only
/*
 * Theory of operation
 *
 * close() frees no program.  It queues an RCU callback (one of RCU tasks trace where the program
 * may sleep), which queues a work item, bpf_prog_free_deferred().  That drops the program's maps,
 * and each map is freed by a work item too, bpf_map_free_deferred() (kernel/bpf/syscall.c, core.c).
 * The kernel has no call that waits for all this, and on one processor membarrier(2) returns at
 * once.
 *
 * So a marker of our own is sent through the same queues after all others: a program that uses a
 * map of maps, both closed at once.  When the outer map is freed, the inner map loses its id.  We
 * poll for that.  This is a heuristic.  RCU callbacks of one processor run in order, but items of
 * one work queue only start in order: one that sleeps may end after the marker's.
 */
#include "load/deferred-free.h"
#include "clock.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <time.h>
#include <unistd.h>

/* Load a program that uses @map: its descriptor, -errno. */
static int load_program_using(int map, bool sleepable)
{
	const struct bpf_insn insns[] = {
		/* NOLINTNEXTLINE(misc-redundant-expression): BPF_LD and BPF_IMM are both 0 */
		{.code = BPF_LD | BPF_DW | BPF_IMM,
			.dst_reg = BPF_REG_1,
			.src_reg = BPF_PSEUDO_MAP_FD,
			.imm = map},
		{0},
		{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0},
		{.code = BPF_JMP | BPF_EXIT},
	};
	LIBBPF_OPTS(bpf_prog_load_opts, opts, .prog_flags = sleepable ? BPF_F_SLEEPABLE : 0);

	return bpf_prog_load(sleepable ? BPF_PROG_TYPE_SYSCALL : BPF_PROG_TYPE_SOCKET_FILTER,
		"jury_marker", "GPL", insns, sizeof(insns) / sizeof(*insns), &opts);
}

/*
 * Create the marker and close it.  Returns the id of the map that is gone once the marker is freed;
 * 0 with errno where it cannot be created.
 */
static __u32 send_marker(bool sleepable)
{
	struct bpf_map_info info = {0};
	__u32 len = sizeof(info), zero = 0;
	int inner = bpf_map_create(
		BPF_MAP_TYPE_ARRAY, "jury_inner", sizeof(__u32), sizeof(__u32), 1, NULL);
	LIBBPF_OPTS(bpf_map_create_opts, opts, .inner_map_fd = (__u32)inner);
	int outer = inner < 0 ? -1
			      : bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "jury_outer",
					sizeof(__u32), sizeof(__u32), 1, &opts);
	int program = -1;

	/*
	 * The update waits for a grace period (maybe_wait_bpf_programs(), synchronize_rcu()), after
	 * which older callbacks may run.  Only rcu_barrier() would wait until they have.
	 */
	if (outer >= 0 && bpf_obj_get_info_by_fd(inner, &info, &len) == 0 &&
		bpf_map_update_elem(outer, &zero, &inner, BPF_ANY) == 0)
		program = load_program_using(outer, sleepable);
	const int err = errno;
	if (program >= 0)
		close(program);
	if (outer >= 0)
		close(outer);
	if (inner >= 0)
		close(inner);
	errno = err;
	return program >= 0 ? info.id : 0;
}

/* Maps that are not freed yet may hold the memory that the marker needs: repeat on ENOMEM. */
static __u32 send_marker_until(bool sleepable, int64_t until)
{
	const struct timespec pause = {.tv_nsec = 5000000};
	__u32 id;

	while (!(id = send_marker(sleepable)) && errno == ENOMEM && uptime_ms() < until)
		nanosleep(&pause, NULL);
	return id;
}

/* Poll until no map has @id; false where that is still so at @until, in uptime_ms(). */
static bool wait_until_gone(__u32 id, int64_t until)
{
	const struct timespec pause = {.tv_nsec = 500000};

	for (;;) {
		__u32 next = 0;
		/*
		 * Not with BPF_MAP_GET_FD_BY_ID: the child that loads objects may not call it
		 * (supervise/seccomp.c).
		 */
		if (bpf_map_get_next_id(id - 1, &next))
			return errno == ENOENT;
		if (next != id)
			return true;
		if (uptime_ms() >= until)
			return false;
		nanosleep(&pause, NULL);
	}
}

bool deferred_free_wait(bool sleepable)
{
	const int64_t until = uptime_ms() + DEFERRED_FREE_WAIT_MS;
	__u32 late = sleepable ? send_marker_until(true, until) : 0;
	__u32 id = send_marker_until(false, until);
	bool done = id && wait_until_gone(id, until);

	/*
	 * Programs that sleep exist since 5.10, but the type of the marker, BPF_PROG_TYPE_SYSCALL,
	 * only since 5.14: before, @late is 0.
	 */
	if (sleepable)
		done &= late && wait_until_gone(late, until);
	return done;
}
