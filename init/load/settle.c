// SPDX-License-Identifier: GPL-2.0-only
/*
 * close() frees no program.  It queues an RCU callback (one of RCU tasks trace where the program
 * may sleep), which queues a work item, bpf_prog_free_deferred(); that gives up the program's maps,
 * and each is freed by a work item too, bpf_map_free_deferred() (kernel/bpf/syscall.c, core.c).
 * Nothing tells when all that is done, and on one processor membarrier(2) waits for nothing.  But
 * callbacks of one processor and items of one queue are taken in their order.  So a program of ours
 * goes the same way as the last: it uses a map of maps, whose inner map loses its id when the outer
 * one is freed.
 */
#include "load/settle.h"
#include "clock.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <time.h>
#include <unistd.h>

static int load_using(int map, bool sleepable)
{
	const struct bpf_insn insns[] = {
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
		"jury_settle", "GPL", insns, sizeof(insns) / sizeof(*insns), &opts);
}

/*
 * Send a program on its way; the id of the map that is gone at its end, 0 with errno where that
 * cannot be done.
 */
static __u32 send(bool sleepable)
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
	 * the update waits for a grace period (maybe_wait_bpf_programs()), by which the older
	 * callbacks are done
	 */
	if (outer >= 0 && bpf_obj_get_info_by_fd(inner, &info, &len) == 0 &&
		bpf_map_update_elem(outer, &zero, &inner, BPF_ANY) == 0)
		program = load_using(outer, sleepable);
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

/* What is not freed yet may have the memory that this takes. */
static __u32 send_when_there_is_room(bool sleepable, int64_t until)
{
	const struct timespec a_little = {.tv_nsec = 5000000};
	__u32 id;

	while (!(id = send(sleepable)) && errno == ENOMEM && uptime_ms() < until)
		nanosleep(&a_little, NULL);
	return id;
}

static bool wait_for_end_of(__u32 id, int64_t until)
{
	const struct timespec a_little = {.tv_nsec = 500000};

	for (;;) {
		__u32 next = 0;
		/*
		 * not by its descriptor: a child that loads objects may open no map by its number
		 * (seccomp.c)
		 */
		if (bpf_map_get_next_id(id - 1, &next))
			return errno == ENOENT;
		if (next != id)
			return true;
		if (uptime_ms() >= until)
			return false;
		nanosleep(&a_little, NULL);
	}
}

bool settle(bool sleepable)
{
	const int64_t until = uptime_ms() + SETTLE_MS;
	__u32 slow = sleepable ? send_when_there_is_room(true, until) : 0;
	__u32 id = send_when_there_is_room(false, until);
	bool done = id && wait_for_end_of(id, until);

	if (sleepable) /* there is no such program to send before 5.14, though others sleep
			  since 5.10 */
		done &= slow && wait_for_end_of(slow, until);
	return done;
}
