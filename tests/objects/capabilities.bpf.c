// SPDX-License-Identifier: GPL-2.0-only
/* Programs that are loaded with too few capabilities; vm_maps.py has which ones they lack. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_SOCKMAP);
	__uint(max_entries, 4);
	__uint(key_size, 4);
	__uint(value_size, 4);
} sockets SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, int);
	__type(value, long);
} kept SEC(".maps");

SEC("?tc") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int net_admin(struct __sk_buff *skb)
{
	return 0;
}

SEC("?kprobe/do_nanosleep") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int perfmon(void *ctx)
{
	return 0;
}

SEC("?kprobe/do_nanosleep") PROGRAM_CAPS("CAP_NET_ADMIN") EXPECT_SUCCESS
int both(void *ctx)
{
	return 0;
}

SEC("?socket") PROGRAM_CAPS("CAP_NET_ADMIN") EXPECT_SUCCESS
int bpf(struct __sk_buff *skb)
{
	return 0;
}

SEC("?socket") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int map_of_net(struct __sk_buff *skb)
{
	asm volatile("" ::"r"(&sockets));
	return 0;
}

SEC("?socket") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int leaks(struct __sk_buff *skb)
{
	int key = 0;
	long *v = bpf_map_lookup_elem(&kept, &key);

	if (v)
		*v = (long)skb;
	return 0;
}

/* refused with all capabilities too: none would do */
SEC("?tc") PROGRAM_CAPS("CAP_BPF") EXPECT_SUCCESS
int never(struct __sk_buff *skb)
{
	return *(int *)(long)skb->data;
}

/* as expected: no help */
SEC("?tc") PROGRAM_CAPS("CAP_BPF|CAP_NET_ADMIN") EXPECT_FAILURE
int reads(struct __sk_buff *skb)
{
	return *(int *)(long)skb->data;
}

char LICENSE[] SEC("license") = "GPL";
