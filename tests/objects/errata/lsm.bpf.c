// SPDX-License-Identifier: GPL-2.0-only
/* 5d99e198be27, 21c7063f6d08, beaf0e96b1da: LSM programs. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

SEC("lsm/file_open") int returns_one(__u64 *ctx)
{
	(void)ctx;
	return 1;
}

SEC("lsm/inode_need_killpriv") int on_disabled_hook(__u64 *ctx)
{
	(void)ctx;
	return 0;
}

SEC("lsm.s/task_to_inode") int sleeps_to_inode(__u64 *ctx)
{
	(void)ctx;
	return 0;
}

char _license[] SEC("license") = "GPL";
