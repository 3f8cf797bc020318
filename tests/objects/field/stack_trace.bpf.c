// SPDX-License-Identifier: GPL-2.0-only
/* Accepted, with the sizes of the stack trace supplied. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__type(key, __u32);
} stacks SEC(".maps"); /* loader: bpf_map__set_value_size, set_max_entries */
SEC("perf_event") int sample(void *ctx)
{
	return bpf_get_stackid(ctx, &stacks, 0) > 0;
}
char LICENSE[] SEC("license") = "GPL";
