// SPDX-License-Identifier: GPL-2.0-only
/* elastic/ebpf#177: context-access; 7.2 accepts. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("kprobe/vfs_unlink") int moved(void *ctx)
{
	unsigned long long v;
	asm volatile("r2 = %1; r2 += 112; %0 = *(u64 *)(r2 + 0)" : "=r"(v) : "r"(ctx) : "r2");
	return v & 1;
}
SEC("tp/sock/inet_sock_set_state") int moved_tp(void *ctx)
{
	unsigned int v;
	asm volatile("r2 = %1; r2 += 20; %0 = *(u32 *)(r2 + 0)" : "=r"(v) : "r"(ctx) : "r2");
	return v & 1;
}
char _license[] SEC("license") = "GPL";
