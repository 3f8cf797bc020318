// SPDX-License-Identifier: GPL-2.0-only
/* A valid object with all that make-objects.py damages: code, a map, CO-RE, an expectation. */
#include <linux/bpf.h>

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct task_struct {
	int tgid;
} __attribute__((preserve_access_index));

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, __u32);
	__type(value, __u64);
} calls SEC(".maps");

SEC("raw_tp/sys_enter") EXPECT_SUCCESS
int whole(void *ctx)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task();
	__u32 process = BPF_CORE_READ(task, tgid);
	__u64 *count = bpf_map_lookup_elem(&calls, &process);

	if (count)
		__sync_fetch_and_add(count, 1);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
