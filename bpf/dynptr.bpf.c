// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first bytes of each packet, through a ring buffer.  The size of a record is known only when
 * it is reserved (bpf_dynptr, 5.19); bpf_ringbuf_reserve() needs a constant.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define SNAP  96 /* most bytes of a packet */
#define CHUNK 16

struct header {
	__u64 when; /* ns, CLOCK_MONOTONIC */
	__u32 length;
	__u32 captured;
};

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 256 * 1024);
} captured SEC(".maps");

SEC("tc") PROGRAM_SHOWS("records of any size in a ring buffer") PROGRAM_FROM("5.19")
EXPECT_NEEDS("helper:bpf_ringbuf_reserve_dynptr") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_FAILURE EXPECT_REASON("helper-unknown")
	EXPECT_MESSAGE("invalid func unknown#198")
int capture(struct __sk_buff *skb)
{
	struct header header = {.when = bpf_ktime_get_ns(), .length = skb->len};
	struct bpf_dynptr record;
	char chunk[CHUNK];

	header.captured = skb->len < SNAP ? skb->len : SNAP;
	if (bpf_ringbuf_reserve_dynptr(&captured, sizeof(header) + header.captured, 0, &record))
		goto out; /* the ring is full; the dynptr must be released nevertheless */
	bpf_dynptr_write(&record, 0, &header, sizeof(header), 0);
	for (__u32 at = 0; at < SNAP; at += CHUNK) {
		__u32 more = header.captured - at - 1; /* less than one byte */
		if (at >= header.captured)
			break;
		if (more > CHUNK - 1)
			more = CHUNK - 1;
		barrier_var(more); /* so that the verifier knows the bound */
		more &= CHUNK - 1;
		if (bpf_skb_load_bytes(skb, at, chunk, more + 1))
			goto out;
		bpf_dynptr_write(&record, sizeof(header) + at, chunk, more + 1, 0);
	}
	bpf_ringbuf_submit_dynptr(&record, 0);
	return TC_ACT_OK;
out:
	bpf_ringbuf_discard_dynptr(&record, 0);
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
