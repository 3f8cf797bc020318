// SPDX-License-Identifier: GPL-2.0-only
/* As planted_alone.bpf.c, but sleepable: it is freed after an RCU tasks trace grace period. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("syscall")
int planted(void *ctx)
{
	return 0;
}

char LICENSE[] SEC("license") = "GPL";
