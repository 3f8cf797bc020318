// SPDX-License-Identifier: GPL-2.0-only
/* What only its loader knows, and bpfjury.yaml says: sizes, inner maps, types, targets, choices. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct limit {
	__u16 port;
	__u8 flags, depth;
	__u32 most;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 8);
	__type(key, __u32);
	__type(value, struct limit);
} limits SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH_OF_MAPS);
	__uint(max_entries, 16);
	__uint(key_size, 4);
	__uint(value_size, 4);
} outer SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__array(values, struct {
		__uint(type, BPF_MAP_TYPE_ARRAY);
		__uint(max_entries, 1);
		__type(key, __u32);
		__type(value, struct limit);
	});
} declared SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__type(key, __u32);
	__type(value, __u64);
} by_cpu SEC(".maps");

SEC("socket")
int looks_up(void *ctx)
{
	__u32 key = 1;
	struct limit *l = bpf_map_lookup_elem(&limits, &key);

	return l ? l->port : 0;
}

/* Reads 8 bytes of an element: fine for an inner map with such values. */
SEC("socket")
int looks_inside(void *ctx)
{
	__u32 key = 0;
	void *inner = bpf_map_lookup_elem(&outer, &key);
	__u64 *value = inner ? bpf_map_lookup_elem(inner, &key) : NULL;

	return value ? *value : 0;
}

SEC("socket")
int looks_inside_declared(void *ctx)
{
	__u32 key = 0;
	void *inner = bpf_map_lookup_elem(&declared, &key);
	struct limit *value = inner ? bpf_map_lookup_elem(inner, &key) : NULL;

	return value ? value->most : 0;
}

SEC("socket")
int counts(void *ctx)
{
	__u32 key = bpf_get_smp_processor_id();
	__u64 *value = bpf_map_lookup_elem(&by_cpu, &key);

	if (value)
		*value += 1;
	return 0;
}

SEC("tc_ingress")
int of_own_section(struct __sk_buff *skb)
{
	return skb->len > 3;
}

SEC("fentry/placeholder")
int of_function(void *ctx)
{
	return 0;
}

SEC("fentry/placeholder")
int of_program(void *ctx)
{
	return 0;
}

/* There is no such helper. */
SEC("socket")
int by_new(void *ctx)
{
	return ((long (*)(void))9999)();
}

SEC("socket")
int by_old(void *ctx)
{
	return bpf_get_prandom_u32();
}

SEC("socket")
int not_loaded(void *ctx)
{
	return ((long (*)(void))9998)();
}

SEC("socket")
int refused(void *ctx)
{
	return ((long (*)(void))9997)();
}

char LICENSE[] SEC("license") = "GPL";
