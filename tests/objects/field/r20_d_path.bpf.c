// SPDX-License-Identifier: GPL-2.0-only
/* bpftrace/bpftrace#2279: bpf_d_path() in some functions only: helper-not-allowed. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
struct path {
	int x;
} __attribute__((preserve_access_index));
struct file {
	struct path f_path;
} __attribute__((preserve_access_index));
char buf[64];
SEC("fexit/vfs_unlink") int gone(unsigned long long *ctx)
{
	bpf_d_path((struct path *)ctx[1], buf, sizeof(buf));
	return 0;
}
SEC("fentry/filp_close") int closed(unsigned long long *ctx)
{
	struct file *f = (void *)ctx[0];
	bpf_d_path(&f->f_path, buf, sizeof(buf));
	return 0;
}
SEC("fentry/vfs_open") int opened(unsigned long long *ctx)
{
	bpf_d_path((struct path *)ctx[0], buf, sizeof(buf));
	return 0;
}
char _license[] SEC("license") = "GPL";
