// SPDX-License-Identifier: GPL-2.0-only
/* b0db1accbc73: the key of an iterator, which is NULL at the end. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

struct bpf_iter_meta;
struct bpf_map;
struct bpf_iter__bpf_map_elem {
	union {
		struct bpf_iter_meta *meta;
	};
	union {
		struct bpf_map *map;
	};
	union {
		void *key;
	};
	union {
		void *value;
	};
} __attribute__((preserve_access_index));

__u32 seen;

SEC("iter/bpf_map_elem") int reads_key(struct bpf_iter__bpf_map_elem *ctx)
{
	seen = *(__u32 *)ctx->key;
	return 0;
}

char _license[] SEC("license") = "GPL";
