// SPDX-License-Identifier: GPL-2.0-only
/* A GPL-only helper in a program that is not GPL. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("raw_tp/sys_enter")
int licence(void *ctx)
{
	return bpf_get_current_task() == 0;
}

char LICENSE[] SEC("license") = "Proprietary";
