// SPDX-License-Identifier: GPL-2.0-only
/* parca-dev/parca-agent#996: a key of more than 512 bytes, which 5.11 and later take. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct stack_count_key {
	int pid, tgid;
	__u64 len, frames[127];
};
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 64);
	__type(key, struct stack_count_key);
	__type(value, __u64);
} stack_counts SEC(".maps");
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, struct stack_count_key);
} scratch SEC(".maps");
SEC("perf_event") int count(void *ctx)
{
	int zero = 0;
	struct stack_count_key *key = bpf_map_lookup_elem(&scratch, &zero);
	__u64 *n = key ? bpf_map_lookup_elem(&stack_counts, key) : 0;

	if (n)
		__sync_fetch_and_add(n, 1);
	return 0;
}
char _license[] SEC("license") = "GPL";
