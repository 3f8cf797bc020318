// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program with an annotation, which is judged alone after the whole, needs a map of which the
 * object's own loader sets the value size: it is not loaded with the others.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, __u32);
} incomplete SEC(".maps");

SEC("socket") EXPECT_SUCCESS
int plain(void *ctx)
{
	return 0;
}

SEC("socket") EXPECT_SUCCESS EXPECT_LOG_LEVEL(2)
int logged(void *ctx)
{
	__u32 key = 0;

	bpf_map_lookup_elem(&incomplete, &key);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
