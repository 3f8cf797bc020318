// SPDX-License-Identifier: GPL-2.0-only
/* cfe816d469dc; 92ef0fd55ac8. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

__u64 seen;

SEC("fexit/do_exit") int leaves_never(__u64 *ctx)
{
	(void)ctx;
	return 0;
}

/* sk, flags, err and kern up to 6.9; sk and arg from 6.10 on */
SEC("fexit/inet_csk_accept") int accepts(__u64 *ctx)
{
	seen = ctx[3];
	return 0;
}

char _license[] SEC("license") = "GPL";
