// SPDX-License-Identifier: GPL-2.0-only
/* What the verifier checks depends on constants that its loader sets: shapes of bpfjury.yaml. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <stdbool.h>

struct config {
	__u32 most;
	bool looks_up;
};
const volatile struct config config;

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

/* In the shape in which it looks up, it forgets the check. */
SEC("socket")
int forgets(void *ctx)
{
	__u32 key = 0;
	__u64 *value;

	if (!config.looks_up)
		return 0;
	value = bpf_map_lookup_elem(&counters, &key);
	return *value;
}

SEC("socket")
int checks(void *ctx)
{
	__u32 key = 0;
	__u64 *value;

	if (!config.looks_up)
		return config.most;
	value = bpf_map_lookup_elem(&counters, &key);
	return value ? *value : 0;
}

char LICENSE[] SEC("license") = "GPL";
