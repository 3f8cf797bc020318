// SPDX-License-Identifier: GPL-2.0-only
/* What the kernel was configured as, filled in by libbpf out of its configuration. */
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
