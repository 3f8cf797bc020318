// SPDX-License-Identifier: GPL-2.0-only
/* A kfunc that no kernel has, declared without __weak. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

extern int bpfjury_no_such_kfunc(void) __ksym;

SEC("tc")
int kfunc_missing(struct __sk_buff *skb)
{
	return bpfjury_no_such_kfunc();
}

char LICENSE[] SEC("license") = "GPL";
