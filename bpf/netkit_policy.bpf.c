// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both directions of a container's netkit pair (6.7), decided on the host.  A program runs when an
 * end sends: the peer's program for packets from the container, the primary's for packets to it.
 * Kernels before 6.7 accept each as an ordinary tc program.
 *
 * At that point the packet belongs to the other end: skb->ifindex is the other end's, and the mark
 * is cleared if the namespace changes.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define NETKIT_NEXT (-1) /* include/uapi/linux/if_link.h */
#define NETKIT_DROP 2

/* Index of the pair's end on the host → index of the device for outgoing packets. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u32);
} uplinks SEC(".maps");

struct received {
	__u64 packets;
	__u64 bytes;
};

/* By the index of the pair's end in its container. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_PERCPU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, struct received);
} containers SEC(".maps");

SEC("netkit/peer") PROGRAM_SHOWS("packets from a container, at its end of a netkit pair")
	EXPECT_SUCCESS
int to_uplink(struct __sk_buff *skb)
{
	__u32 host_end = skb->ifindex;
	__u32 *device = bpf_map_lookup_elem(&uplinks, &host_end);

	return device ? (int)bpf_redirect(*device, 0) : NETKIT_DROP;
}

SEC("netkit/primary") PROGRAM_SHOWS("packets to a container, at the host's end") EXPECT_SUCCESS
int count_received(struct __sk_buff *skb)
{
	struct received first = {.packets = 1, .bytes = skb->len}, *received;
	__u32 container_end = skb->ifindex;

	received = bpf_map_lookup_elem(&containers, &container_end);
	if (received) {
		received->packets++;
		received->bytes += skb->len;
	} else {
		bpf_map_update_elem(&containers, &container_end, &first, BPF_NOEXIST);
	}
	return NETKIT_NEXT;
}

char LICENSE[] SEC("license") = "GPL";
