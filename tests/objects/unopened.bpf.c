// SPDX-License-Identifier: GPL-2.0-only
/* What libbpf 1.x does not open for one program's sake, and the programs beside it. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

extern int decide(int x); /* its loader puts it in */
extern int limit;

static struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__type(key, __u32);
	__type(value, __u64);
} first SEC(".maps"), second SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4);
	__uint(pinning, 2); /* iproute2's PIN_GLOBAL_NS */
	__type(key, __u32);
	__type(value, __u32);
} pinned SEC(".maps");

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

int tuned SEC("settings") = 1; /* a section that libbpf does not load */

static __noinline SEC("tc") __attribute__((used)) int helper(struct __sk_buff *skb)
{
	return skb->len > 3;
}

static SEC("tc") __attribute__((used)) int hidden(struct __sk_buff *skb)
{
	return helper(skb);
}

__noinline SEC("tc") int shared(struct __sk_buff *skb)
{
	return skb->mark;
}

/* calls a global function of its own section */
SEC("tc") int sharing(struct __sk_buff *skb)
{
	return shared(skb) + 1;
}

/* calls one of another section */
SEC("xdp") int straying(struct __sk_buff *skb)
{
	return shared(skb) + 1;
}

static __noinline int through(int x)
{
	return decide(x) + 1;
}

SEC("tc/asks") int asks(struct __sk_buff *skb)
{
	return through(3);
}

SEC("tc/limited") int limited(struct __sk_buff *skb)
{
	return limit;
}

SEC("tc/tunes") int tunes(struct __sk_buff *skb)
{
	return *(volatile int *)&tuned;
}

SEC("tc/maps") int uses_maps(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&second, &key);

	if (value)
		(*value)++;
	return bpf_map_lookup_elem(&pinned, &key) != 0;
}

SEC("tc/first") int uses_first(struct __sk_buff *skb)
{
	__u32 key = 0;
	__u64 *value = bpf_map_lookup_elem(&first, &key);

	return value ? *value : 0;
}

SEC("tc/rings") int uses_ring(struct __sk_buff *skb)
{
	__u32 key = 0;
	void *ring = bpf_map_lookup_elem(&rings, &key);

	return ring ? bpf_ringbuf_output(ring, &key, sizeof(key), 0) : 0;
}

char _license[] SEC("license") = "GPL";
