// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's end of a container's netkit pair (6.7): sends what the container sends straight to the device that
 * its mark has, and drops what has none.  Before, it is one more program of tc's to the kernel.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define NETKIT_NEXT (-1) /* include/uapi/linux/if_link.h */
#define NETKIT_DROP 2

/* Mark → index of the device. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u32);
} uplinks SEC(".maps");

SEC("netkit/primary") PROGRAM_SHOWS("the host's end of a netkit pair") EXPECT_SUCCESS
int to_uplink(struct __sk_buff *skb)
{
	__u32 mark = skb->mark;
	__u32 *device = bpf_map_lookup_elem(&uplinks, &mark);

	return device ? (int)bpf_redirect(*device, 0) : NETKIT_DROP;
}

SEC("netkit/peer") PROGRAM_SHOWS("the container's end of a netkit pair") EXPECT_SUCCESS
int mark_sent(struct __sk_buff *skb)
{
	if (!skb->mark)
		skb->mark = skb->ifindex;
	return NETKIT_NEXT;
}

char LICENSE[] SEC("license") = "GPL";
