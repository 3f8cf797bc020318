// SPDX-License-Identifier: GPL-2.0-only
/* sched-ext/sched_ext#10: what a kfunc returned may be NULL, and is the next one's argument. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct bpf_key {
	void *key;
	_Bool has_ref;
};
extern struct bpf_key *bpf_lookup_user_key(__u32 serial, __u64 flags) __ksym;
extern void bpf_key_put(struct bpf_key *bkey) __ksym;
SEC("lsm.s/bpf") int asks(unsigned long long *ctx)
{
	struct bpf_key *key = bpf_lookup_user_key(1, 0);
	bpf_key_put(key);
	return 0;
}
char _license[] SEC("license") = "GPL";
