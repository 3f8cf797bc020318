// SPDX-License-Identifier: GPL-2.0-only
/*
 * The median of the last packets' sizes, sorted in plain loops.  With open-coded iterators
 * (bpf_for, 6.4) the verifier follows the body of a loop until it finds no new state, however many
 * rounds there are.
 *
 * Kernels before 6.4 lack the kfuncs of such a loop.  bpf_helpers.h declares them weak, so they are
 * NULL there, and libbpf replaces the call with one that it reports as not resolved.
 */
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 4, 0)
struct bpf_iter_num {
	__u64 __opaque[1];
} __attribute__((aligned(8)));
#endif

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

#define SAMPLES 64 /* a power of two */

struct sizes {
	__u32 next; /* index of the next sample */
	__u32 median;
	__u32 sample[SAMPLES];
	__u32 sorted[SAMPLES];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sizes);
} sizes_of SEC(".maps");

SEC("tc") PROGRAM_SHOWS("plain loops by open-coded iterators") PROGRAM_FROM("6.4")
EXPECT_NEEDS("kfunc:bpf_iter_num_new") EXPECT_SUCCESS
EXPECT_OTHERWISE EXPECT_UNLOADABLE EXPECT_REASON("kfunc-missing")
EXPECT_MESSAGE("kfunc 'bpf_iter_num_new' is referenced but wasn't resolved")
int median_size(struct __sk_buff *skb)
{
	__u32 only = 0, place;
	struct sizes *sizes = bpf_map_lookup_elem(&sizes_of, &only);
	int i, j;

	if (!sizes)
		return TC_ACT_OK;
	place = sizes->next++ % SAMPLES;
	sizes->sample[place] = skb->len;
	if (place != SAMPLES - 1)
		return TC_ACT_OK; /* once each round */
	bpf_for(i, 0, SAMPLES)
		sizes->sorted[i & (SAMPLES - 1)] = sizes->sample[i & (SAMPLES - 1)];
	bpf_for(i, 0, SAMPLES) {
		bpf_for(j, 0, SAMPLES - 1) {
			__u32 *low = &sizes->sorted[j & (SAMPLES - 1)],
			      *high = &sizes->sorted[(j + 1) & (SAMPLES - 1)];
			__u32 larger = *low;
			if (larger > *high) {
				*low = *high;
				*high = larger;
			}
		}
	}
	sizes->median = sizes->sorted[SAMPLES / 2];
	return TC_ACT_OK;
}

char LICENSE[] SEC("license") = "GPL";
