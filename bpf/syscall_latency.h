/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * How long system calls take, by number: a count, a sum and a log2 histogram.
 *
 * The tracepoints of raw_syscalls see entry and exit.  No single kprobe sees all calls:
 * do_syscall_64() cannot be probed (noinstr, since 5.8), its callee has another name in each
 * series, and one probe for each call would be hundreds.
 */
#ifndef BPF_SYSCALL_LATENCY_H
#define BPF_SYSCALL_LATENCY_H

#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define SYSCALLS 512 /* the highest number of 7.2 is below 480 */
#define BUCKETS	 36  /* 2^i to 2^(i+1) - 1 ns; the last also counts calls longer than 69 s */

struct call {
	__u64 entered; /* ns, CLOCK_MONOTONIC */
	__u64 number;
};

struct latency {
	__u64 calls;
	__u64 ns;
	__u64 buckets[BUCKETS];
};

/* Current calls, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, __u64);
	__type(value, struct call);
} calls SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SYSCALLS);
	__type(key, __u32);
	__type(value, struct latency);
} latencies SEC(".maps");

static __always_inline __u32 log2_of(__u64 value)
{
	__u32 log = 0;

	for (int shift = 32; shift; shift /= 2) {
		if (value >> shift) {
			value >>= shift;
			log += shift;
		}
	}
	return log;
}

static __always_inline void call_entered(__u64 number)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call call = {.entered = bpf_ktime_get_ns(), .number = number};

	bpf_map_update_elem(&calls, &thread, &call, BPF_ANY);
}

/*
 * The thread ends: in exit(2), or killed in another call that never returns.  Otherwise a later
 * thread with the same ID would seem to return from that call.
 */
static __always_inline void call_abandoned(void)
{
	__u64 thread = bpf_get_current_pid_tgid();

	bpf_map_delete_elem(&calls, &thread);
}

/* Count a returning call.  Returns its time in ns and its @number; 0: its entry was not seen. */
static __always_inline __u64 call_returned(__u32 *number)
{
	__u64 thread = bpf_get_current_pid_tgid();
	struct call *call = bpf_map_lookup_elem(&calls, &thread);
	struct latency *latency;
	__u64 ns;
	__u32 bucket;

	if (!call)
		return 0;
	*number = call->number;
	ns = bpf_ktime_get_ns() - call->entered;
	bpf_map_delete_elem(&calls, &thread);
	latency = bpf_map_lookup_elem(&latencies, number);
	if (!latency)
		return ns;
	bucket = log2_of(ns);
	latency->calls++;
	latency->ns += ns;
	latency->buckets[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
	return ns;
}

#endif
