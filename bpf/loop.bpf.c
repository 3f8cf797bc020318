// SPDX-License-Identifier: GPL-2.0-only
/*
 * The longest run of zero bytes in the first 1500 bytes of a packet, which shows padding and sparse
 * payloads: a loop of that many rounds whose body is verified once, by bpf_loop (5.17).
 *
 * Kernels before 5.13 do not know callbacks.  They count one function too few, and refuse the
 * program for that before they reach the helper.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define BYTES 1500

struct search {
	struct __sk_buff *skb;
	__u32 run;
	__u32 longest;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BYTES + 1);
	__type(key, __u32);
	__type(value, __u64);
} runs SEC(".maps");

static long look_at(__u32 index, void *context)
{
	struct search *search = context;
	__u8 byte;

	if (bpf_skb_load_bytes(search->skb, index, &byte, sizeof(byte)))
		return 1; /* after the end of the packet */
	search->run = byte ? 0 : search->run + 1;
	if (search->run > search->longest)
		search->longest = search->run;
	return 0;
}

SEC("tc") PROGRAM_SHOWS("a long loop by a callback") PROGRAM_FROM("5.17")
EXPECT_NEEDS("helper:bpf_loop") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
EXPECT_MESSAGE("{{number of funcs in func_info doesn't match number of subprogs|"
	       "invalid func unknown#}}")
int longest_run(struct __sk_buff *skb)
{
	struct search search = {.skb = skb};
	__u64 *count;

	bpf_loop(BYTES, look_at, &search, 0);
	count = bpf_map_lookup_elem(&runs, &search.longest);
	if (count)
		(*count)++;
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
