// SPDX-License-Identifier: GPL-2.0-only
/* 77515ab12e49, 11e9734bcb6a, be6bfe36db17: what is traced, and its arguments. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct kernel_siginfo {
	int si_signo;
} __attribute__((preserve_access_index));

__u64 seen;

/* int sig, struct kernel_siginfo *info, ... */
SEC("tp_btf/signal_generate") int reads_siginfo(__u64 *ctx)
{
	struct kernel_siginfo *info = (void *)ctx[1];

	seen = info->si_signo;
	return 0;
}

SEC("tp_btf/kmalloc_node") int allocates(__u64 *ctx)
{
	(void)ctx;
	return 0;
}

SEC("fentry/blk_account_io_start") int accounts(__u64 *ctx)
{
	(void)ctx;
	return 0;
}

char _license[] SEC("license") = "GPL";
