// SPDX-License-Identifier: GPL-2.0-only
/* xdp-project/bpf-examples#86: flag-unknown before 5.18. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("xdp.frags") int frags(struct xdp_md *c)
{
	return XDP_PASS;
}
char _license[] SEC("license") = "GPL";
