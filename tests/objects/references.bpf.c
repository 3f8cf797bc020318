// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs that come to their maps in each way there is, and maps that lack what may be supplied.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define MAP(name)                                                                                  \
	struct {                                                                                   \
		__uint(type, BPF_MAP_TYPE_HASH);                                                   \
		__type(key, __u32);                                                                \
		__type(value, __u64);                                                              \
	} name SEC(".maps")

MAP(of_direct);
MAP(of_static);
MAP(of_global);
MAP(of_callback);
MAP(of_nobody);
MAP(of_itself);

struct inner {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u64);
} inner SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct inner);
} outer SEC(".maps") = {
	.values = {&inner},
};

static long (*const for_each)(void *map, void *callback, void *ctx, __u64 flags) = (void *)164;

static __noinline int look(void *map, __u32 key)
{
	return bpf_map_lookup_elem(map, &key) != 0;
}

static __noinline int by_static(__u32 key)
{
	return look(&of_static, key);
}

static __noinline int by_two_calls(__u32 key)
{
	return by_static(key) + 1;
}

__noinline int by_global(__u32 key)
{
	return bpf_map_lookup_elem(&of_global, &key) != 0;
}

static int visit(void *map, __u32 *key, __u64 *value, void *ctx)
{
	bpf_map_delete_elem(&of_callback, key);
	return 0;
}

SEC("classifier/plain")
int plain(struct __sk_buff *skb)
{
	return 0;
}

SEC("classifier/direct")
int direct(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&of_direct, &key) != 0;
}

SEC("classifier")
int calls(struct __sk_buff *skb)
{
	return by_two_calls(skb->mark);
}

SEC("classifier")
int calls_global(struct __sk_buff *skb)
{
	return by_global(skb->mark);
}

SEC("classifier")
int calls_back(struct __sk_buff *skb)
{
	return for_each(&of_itself, visit, 0, 0);
}

SEC("classifier")
int nests(struct __sk_buff *skb)
{
	__u32 key = 0;

	return bpf_map_lookup_elem(&outer, &key) != 0;
}

char _license[] SEC("license") = "GPL";
