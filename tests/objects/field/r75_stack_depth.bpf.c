// SPDX-License-Identifier: GPL-2.0-only
/* beepfd/core#12: 128 frames, and kernel.perf_event_max_stack is 127: map-refused. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_STACK_TRACE);
	__uint(key_size, sizeof(__u32));
	__uint(value_size, 128 * sizeof(__u64));
	__uint(max_entries, 10000);
} stack_traces SEC(".maps");
SEC("kprobe/do_nanosleep") int sample(void *ctx)
{
	return bpf_get_stackid(ctx, &stack_traces, BPF_F_USER_STACK);
}
char _license[] SEC("license") = "GPL";
