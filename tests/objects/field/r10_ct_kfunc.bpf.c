// SPDX-License-Identifier: GPL-2.0-only
/* xdp-project/xdp-tools#364: kfunc-missing, with the release. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct nf_conn {
	unsigned long status;
};
struct bpf_ct_opts___l {
	int netns_id, error;
	unsigned char l4proto, dir, reserved[2];
};
extern struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *ctx, struct bpf_sock_tuple *t, __u32 tl,
	struct bpf_ct_opts___l *o, __u32 ol) __ksym;
extern void bpf_ct_release(struct nf_conn *ct) __ksym;
SEC("xdp") int lookup(struct xdp_md *ctx)
{
	struct bpf_sock_tuple t = {};
	struct bpf_ct_opts___l o = {.netns_id = -1, .l4proto = 6};
	struct nf_conn *ct = bpf_xdp_ct_lookup(ctx, &t, sizeof(t.ipv4), &o, sizeof(o));
	if (ct)
		bpf_ct_release(ct);
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
