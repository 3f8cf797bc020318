// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of malloc() and those that failed, by process and power of two.  A uprobe sees the
 * requested size, a uretprobe the result.  The loader names the C library when it attaches them.
 */
#include <linux/bpf.h>
#include <linux/ptrace.h>

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include <bpfjury/expect.h>
#include "atomic.h"

#define SIZES 32 /* by number of bits of the size; the last includes all larger ones */

struct allocations {
	__u64 calls[SIZES];
	__u64 failed;
};

/* Requested sizes of current calls, by thread. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, __u64);
} asked SEC(".maps");

/* By process ID.  A new entry is copied from a map, because it is too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct allocations);
} processes SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct allocations);
} nothing SEC(".maps");

SEC("uprobe") PROGRAM_SHOWS("a user function's argument") EXPECT_SUCCESS
int BPF_KPROBE(malloc_entered, __u64 size)
{
	__u64 thread = bpf_get_current_pid_tgid();

	bpf_map_update_elem(&asked, &thread, &size, BPF_ANY);
	return 0;
}

SEC("uretprobe") PROGRAM_SHOWS("a user function's result") EXPECT_SUCCESS
int BPF_KRETPROBE(malloc_returned, void *memory)
{
	__u64 thread = bpf_get_current_pid_tgid();
	__u64 *size = bpf_map_lookup_elem(&asked, &thread);
	__u32 process = thread >> 32, none = 0, bits = 0;
	struct allocations *allocations, *fresh;

	if (!size)
		return 0; /* entered before the program was attached */
	for (__u64 rest = *size; rest && bits < SIZES - 1; rest >>= 1)
		bits++;
	bpf_map_delete_elem(&asked, &thread);
	allocations = bpf_map_lookup_elem(&processes, &process);
	if (!allocations) {
		fresh = bpf_map_lookup_elem(&nothing, &none);
		if (!fresh)
			return 0;
		bpf_map_update_elem(&processes, &process, fresh, BPF_NOEXIST);
		allocations = bpf_map_lookup_elem(&processes, &process);
		if (!allocations)
			return 0;
	}
	if (!memory)
		atomic_add(&allocations->failed, 1);
	else if (bits < SIZES)
		atomic_add(&allocations->calls[bits], 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
