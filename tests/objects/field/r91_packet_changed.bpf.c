// SPDX-License-Identifier: GPL-2.0-only
/* l7mp/l7mp#110, xdp-tutorial#182: the packet is read through a pointer from before it changed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("tc") int rewrites(struct __sk_buff *skb)
{
	unsigned char *data = (void *)(long)skb->data;
	unsigned short port = 80;

	if (data + 40 > (unsigned char *)(long)skb->data_end)
		return 0;
	bpf_skb_store_bytes(skb, 36, &port, sizeof(port), 0);
	return data[15];
}
char _license[] SEC("license") = "GPL";
