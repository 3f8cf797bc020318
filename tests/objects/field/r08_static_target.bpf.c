// SPDX-License-Identifier: GPL-2.0-only
/*
 * elastic/ebpf#79, iovisor/bcc#4337: functions that are static, inlined, renamed or gone:
 * attach-target.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
SEC("fentry/do_renameat2") int renames(void *ctx)
{
	return 0;
}
SEC("fentry/tcp_syn_flood_action") int syn_flood(void *ctx)
{
	return 0;
}
SEC("fentry/account_page_dirtied") int dirtied(void *ctx)
{
	return 0;
}
SEC("fentry/do_execve") int execs(void *ctx)
{
	return 0;
}
char _license[] SEC("license") = "GPL";
