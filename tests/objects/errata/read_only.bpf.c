// SPDX-License-Identifier: GPL-2.0-only
/* 6557f1565d77, 802eef5afb18, 32556ce93bc4, 8ac412a33611: helpers and read-only maps. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

const volatile char data[16] = "data of .rodata";
const volatile long result = 1;

SEC("xdp") int stores(struct xdp_md *ctx)
{
	return bpf_xdp_store_bytes(ctx, 0, (void *)data, sizeof(data)) ? XDP_PASS : XDP_DROP;
}

SEC("kprobe/do_exit") int prints(void *ctx)
{
	static const char format[] = "%d";
	__u64 one = 1;

	(void)ctx;
	bpf_snprintf((char *)data, sizeof(data), format, &one, sizeof(one));
	return 0;
}

SEC("cgroup/sysctl") int parses(struct bpf_sysctl *ctx)
{
	char text[4] = "12";

	(void)ctx;
	bpf_strtol(text, sizeof(text), 0, (long *)&result);
	return 1;
}

SEC("sockops") int reads_option(struct bpf_sock_ops *ctx)
{
	bpf_load_hdr_opt(ctx, (void *)data, sizeof(data), 0);
	return 1;
}

char _license[] SEC("license") = "GPL";
