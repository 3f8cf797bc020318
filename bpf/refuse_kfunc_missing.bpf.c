// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls a kernel function that no kernel has, and does not declare it __weak.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

#include <bpfjury/expect.h>

extern int bpfjury_no_such_kfunc(void) __ksym;

SEC("tc") PROGRAM_SHOWS("a kfunc that the kernel does not have")
EXPECT_UNLOADABLE EXPECT_REASON("kfunc-missing")
EXPECT_MESSAGE("extern (func ksym) 'bpfjury_no_such_kfunc': not found in kernel or module BTFs")
int refuse_kfunc_missing(struct __sk_buff *skb)
{
	return bpfjury_no_such_kfunc();
}

char LICENSE[] SEC("license") = "GPL";
