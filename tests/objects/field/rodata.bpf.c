// SPDX-License-Identifier: GPL-2.0-only
/* Accepted; the branch behind the constant is another shape. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
const volatile int use_new; /* loader sets it where the helper is there */
SEC("kprobe/vfs_fsync_range") int ro(void *ctx)
{
	if (use_new) {
		__u64 f = bpf_get_func_ip(ctx);
		return f & 1;
	}
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
