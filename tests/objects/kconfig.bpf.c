// SPDX-License-Identifier: GPL-2.0-only
/* A __kconfig variable: libbpf sets it from the kernel's configuration. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>
#include <bpfjury/expect.h>

extern int CONFIG_HZ __kconfig;

SEC("socket")
EXPECT_RETVAL(250)
int ticks(struct __sk_buff *skb)
{
	return CONFIG_HZ;
}

char LICENSE[] SEC("license") = "GPL";
