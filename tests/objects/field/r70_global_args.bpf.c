// SPDX-License-Identifier: GPL-2.0-only
/* xdp-project/bpf-examples#102: a global function is given a context of another type. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct parsed {
	__u32 len;
};
__attribute__((noinline)) int parse(struct __sk_buff *ctx, struct parsed *out)
{
	if (!out)
		return -1;
	out->len = ctx->len;
	return 0;
}
SEC("xdp") int seen(struct xdp_md *ctx)
{
	struct parsed out = {0};
	return parse((struct __sk_buff *)ctx, &out) ? XDP_DROP : XDP_PASS;
}
char _license[] SEC("license") = "GPL";
