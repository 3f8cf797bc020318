// SPDX-License-Identifier: GPL-2.0-only
/*
 * Maps that fit into a guest of 512 MiB once, not twice.  The kernel frees the maps of one load
 * asynchronously, so those of the next load fail unless the loader waits.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#define BIG(name)                                                                                                      \
	struct {                                                                                                       \
		__uint(type, BPF_MAP_TYPE_ARRAY);                                                                      \
		__uint(max_entries, 26112);                                                                            \
		__type(key, __u32);                                                                                    \
		__type(value, char[4096]);                                                                             \
	} name SEC(".maps")

BIG(one);
BIG(two);
BIG(three);

#define PROGRAM(name)                                                                                                  \
	SEC("syscall")                                                                                                 \
	int name(void *ctx)                                                                                            \
	{                                                                                                              \
		__u32 key = 0;                                                                                         \
		return bpf_map_lookup_elem(&one, &key) && bpf_map_lookup_elem(&two, &key) &&                           \
		       bpf_map_lookup_elem(&three, &key);                                                              \
	}

PROGRAM(first)
PROGRAM(second)
PROGRAM(third)
PROGRAM(fourth)
PROGRAM(fifth)
PROGRAM(sixth)

char LICENSE[] SEC("license") = "GPL";
