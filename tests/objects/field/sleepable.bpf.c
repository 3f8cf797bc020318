// SPDX-License-Identifier: GPL-2.0-only
/* uprobe.s is of 6.0: sleepable before. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("uprobe.s") int us(void *ctx)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
