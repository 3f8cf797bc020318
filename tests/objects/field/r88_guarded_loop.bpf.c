// SPDX-License-Identifier: GPL-2.0-only
/*
 * open-telemetry/opentelemetry-ebpf-instrumentation#602, falcosecurity/libs#2027: bpf_loop() in a
 * branch that is not taken, on kernels without addresses of functions.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
enum bpf_func_id___mine { BPF_FUNC_loop___mine = 181 };
int seen;
static int step(__u32 i, void *data)
{
	seen++;
	return 0;
}
SEC("socket") int guarded(struct __sk_buff *skb)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id___mine, BPF_FUNC_loop___mine))
		bpf_loop(10, step, 0, 0);
	return 0;
}
char _license[] SEC("license") = "GPL";
