// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes the address of a kernel symbol that no kernel has.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

extern const void bpfjury_no_such_symbol __ksym;

SEC("tc") PROGRAM_SHOWS("a kernel symbol that does not exist")
EXPECT_UNLOADABLE EXPECT_REASON("ksym-missing")
	EXPECT_MESSAGE("extern 'bpfjury_no_such_symbol' (strong): not resolved")
int refuse_ksym_missing(struct __sk_buff *skb)
{
	return (__u64)&bpfjury_no_such_symbol & 1;
}

char LICENSE[] SEC("license") = "GPL";
