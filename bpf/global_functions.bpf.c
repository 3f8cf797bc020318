// SPDX-License-Identifier: GPL-2.0-only
/*
 * The Internet checksum of an IPv4 header, computed by global functions.  Each is verified once,
 * for all arguments that its types allow (5.6), and not again at each call.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, __u64);
} checksums SEC(".maps"); /* 0: good, 1: bad */

__attribute__((noinline)) int fold(__u64 sum)
{
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return (sum & 0xffff) + (sum >> 16);
}

/*
 * The sum of @words 16-bit words at @offset: 0xffff if the checksum in them is right; negative if
 * the packet has fewer.
 */
__attribute__((noinline)) int sum_words(struct __sk_buff *skb, __u32 offset, __u32 words)
{
	__u64 sum = 0;
	__u16 word;

	for (__u32 i = 0; i < 30; i++) { /* an IPv4 header has at most fifteen times 4 bytes */
		if (i >= words)
			break;
		if (bpf_skb_load_bytes(skb, offset + 2 * i, &word, sizeof(word)))
			return -1;
		sum += word;
	}
	return fold(sum);
}

SEC("tc") PROGRAM_SHOWS("functions that are verified separately") EXPECT_SUCCESS
int check_ipv4(struct __sk_buff *skb)
{
	__u32 slot;
	__u64 *count;
	__u8 first;
	int sum;

	if (skb->protocol != bpf_htons(ETH_P_IP) ||
		bpf_skb_load_bytes(skb, ETH_HLEN, &first, sizeof(first)))
		return TC_ACT_OK;
	sum = sum_words(skb, ETH_HLEN, (first & 0xf) * 2);
	if (sum < 0)
		return TC_ACT_OK;
	slot = sum != 0xffff;
	count = bpf_map_lookup_elem(&checksums, &slot);
	if (count)
		(*count)++;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
