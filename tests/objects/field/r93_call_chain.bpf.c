// SPDX-License-Identifier: GPL-2.0-only
/* tempesta-tech/xFW#37, ActPlane#20: the frames of a chain of calls are too large together. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

static __attribute__((noinline)) int deepest(int x)
{
	char buffer[240];

	asm volatile("*(u64 *)(%0 + 0) = %1" : : "r"(buffer), "r"((long)x) : "memory");
	return buffer[3];
}

static __attribute__((noinline)) int middle(int x)
{
	char buffer[176];

	asm volatile("*(u64 *)(%0 + 0) = %1" : : "r"(buffer), "r"((long)x) : "memory");
	return deepest(x) + buffer[2];
}

SEC("xdp") int chain(struct xdp_md *ctx)
{
	char buffer[128];

	asm volatile("*(u64 *)(%0 + 0) = %1" : : "r"(buffer), "r"(7L) : "memory");
	return middle(ctx->rx_queue_index) + buffer[1] ? XDP_PASS : XDP_DROP;
}
char _license[] SEC("license") = "GPL";
