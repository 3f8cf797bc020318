// SPDX-License-Identifier: GPL-2.0-only
/* Accepted, with the sizes 4 and 4 and the entries supplied. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct {
	__uint(type, BPF_MAP_TYPE_PERF_EVENT_ARRAY);
} events SEC(".maps"); /* cilium/ebpf: key and value 4, one per CPU */
SEC("kprobe/vfs_fsync_range") int ev(void *ctx)
{
	__u32 x = 1;
	return bpf_perf_event_output(ctx, &events, BPF_F_CURRENT_CPU, &x, sizeof x);
}
char LICENSE[] SEC("license") = "GPL";
