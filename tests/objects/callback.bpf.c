// SPDX-License-Identifier: GPL-2.0-only
/* A callback needs BTF.  make-objects.py damages the name of its parameter there. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

static long count(__u32 spoiled_name, void *context)
{
	__u32 *rounds = context;

	*rounds += 1;
	return 0;
}

SEC("xdp")
int callback(struct xdp_md *ctx)
{
	__u32 rounds = 0;

	bpf_loop(8, count, &rounds, 0);
	return rounds;
}

char LICENSE[] SEC("license") = "GPL";
