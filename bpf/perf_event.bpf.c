// SPDX-License-Identifier: GPL-2.0-only
/* What CPUs execute: kernel and user stacks at each sample of a perf event, by process. */
#include <linux/bpf.h>
#include <linux/bpf_perf_event.h>
#include <linux/perf_event.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>
#include "atomic.h"

#define DEPTH 64 /* frames of a stack; perf_event_max_stack allows 127 */

struct place {
	__s32 kernel; /* id in @stacks; negative: no stack, or another one has its slot */
	__s32 user;
	__u32 process;
	__u32 padding;
	char comm[16];
};

struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(max_entries, 8192);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, DEPTH * sizeof(__u64));
} stacks SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 8192);
	__type(key, struct place);
	__type(value, __u64);
} samples SEC(".maps");

SEC("perf_event") PROGRAM_SHOWS("stacks sampled by a perf event") EXPECT_SUCCESS
int sample_stacks(struct bpf_perf_event_data *ctx)
{
	struct place place = {.process = bpf_get_current_pid_tgid() >> 32};
	__u64 none = 0, *count;

	if (!place.process)
		return 0; /* idle */
	place.kernel = bpf_get_stackid(ctx, &stacks, 0);
	place.user = bpf_get_stackid(ctx, &stacks, BPF_F_USER_STACK);
	bpf_get_current_comm(place.comm, sizeof(place.comm));
	count = bpf_map_lookup_elem(&samples, &place);
	if (!count) {
		/* another CPU may have been first; its entry is used then */
		bpf_map_update_elem(&samples, &place, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&samples, &place);
	}
	if (count)
		atomic_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
