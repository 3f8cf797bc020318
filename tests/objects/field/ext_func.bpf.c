// SPDX-License-Identifier: GPL-2.0-only
/* The loader puts the function in its place: loader-own where libbpf does not open it. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern int decide(int x); /* the loader puts it in its place; no __ksym */
SEC("kprobe/vfs_fsync_range") int ask(void *ctx)
{
	return decide(3);
}
SEC("kprobe/vfs_fsync_range") int alone(void *ctx)
{
	return 0;
}
char LICENSE[] SEC("license") = "GPL";
