// SPDX-License-Identifier: GPL-2.0-only
/*
 * An auxiliary program has side effects.  Of the programs that it is loaded together with, those
 * that cannot enter it are run.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>

#define AUXILIARY __attribute__((btf_decl_tag("comment:test_auxiliary")))

int leaf(struct __sk_buff *skb);

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__uint(key_size, sizeof(__u32));
	__array(values, int(struct __sk_buff *));
} next SEC(".maps") = {
	.values = {
		[0] = (void *)&leaf,
	},
};

SEC("tc") AUXILIARY
int leaf(struct __sk_buff *skb)
{
	return 7;
}

SEC("raw_tp/sys_enter") AUXILIARY
int writes(void *ctx)
{
	char bytes[8] = "forged";

	bpf_probe_write_user((void *)0x1000, bytes, sizeof(bytes));
	return 0;
}

SEC("tc") EXPECT_RETVAL(64)
int innocent(struct __sk_buff *skb)
{
	return skb->len;
}

/* its tail call can enter any program of the object */
SEC("tc") EXPECT_RETVAL(7)
int enters(struct __sk_buff *skb)
{
	bpf_tail_call(skb, &next, 0);
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
